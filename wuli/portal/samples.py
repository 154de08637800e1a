"""Sample data of the style guide: made-up names of the lengths that really occur. Not translated, as data is not."""

LONG_NAME = "江苏滨海经济开发区沿海工业园新材料产业片区小微企业第三联合工会委员会"
SAMPLES = {
    "long_name": LONG_NAME,
    "bars": [("东坎街道", 6, "#rows"), ("坎北街道", 4, "#rows"), ("正红镇", 4, "#rows"), ("其他 13 个", 28, "")],
    "rows": [
        {"glyph": "隐", "tone": "hu", "title": "隐患整改复查：冲压车间护栏缺失", "detail": "隐患 2025-031", "org": "滨海恒达机械"},
        {"glyph": "会", "tone": "ju", "title": LONG_NAME, "detail": "欧阳堃、䶮", "org": "沿海工业园"},
    ],
    "glyphs": [("会", "ju"), ("家", "ju"), ("协", "chuang"), ("代", "chuang"), ("诉", "hu"), ("隐", "hu"), ("座", "hui"), ("礼", "hui"), ("模", "xin"), ("书", "xin")],
    "steps": [("选文件", "已上传 214 KB"), ("对列名", "14 列都认出来了"), ("查问题", "23 行要改"), ("入册", "一次完成")],
    "people": ["欧阳堃", "李卫东", "䶮宇"],
}  # fmt: skip
