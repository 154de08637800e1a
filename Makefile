# Wuli 五力. `make` alone lists the words.
PYTHON ?= python3
PORT ?= 8000
PY := .venv/bin/python
export PORT

.DEFAULT_GOAL := help
.PHONY: help run test test-fast lint format bench shots demo empty-demo backup restore lock vendor messages openapi install install-dev

help: ## List these words 列出可用的命令
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-11s %s\n", $$1, $$2}' Makefile

run: install ## Start everything, build the demo once; PORT=8001 for another port 启动
	@$(PY) -m wuli.config.run

test: install-dev ## Everything the project checks, as in CI 全部检查
	@$(PY) scripts/check.py all

test-fast: install-dev ## Only the tests without a browser; ARGS="-k 转会" picks some 只跑测试
	@$(PY) -m pytest -n 2 --ignore tests/journeys $(ARGS)

lint: install-dev ## Everything that reads code without running it 静态检查
	@$(PY) scripts/check.py lint

format: install-dev ## Bring the code into its shape 整理格式
	@$(PY) -m ruff check --fix --quiet . || true
	@$(PY) -m ruff format .

bench: install-dev ## Measure against the bars; B=subtree picks a group 性能基准
	@$(PY) -m bench $(B)

shots: install-dev ## Pictures of the main pages, two sizes, two languages 页面截图
	@$(PY) scripts/shots.py

demo: install ## Build the demo federation anew; nothing else is lost 重建示例数据
	@$(PY) manage.py build_demo

empty-demo: install ## Take the sample data away, to begin with your own 清空示例数据
	@$(PY) manage.py empty_demo

backup: install ## Database and files into one archive; KEYS=1 puts the keys in, too 备份
	@$(PY) manage.py backup $(if $(F),--to "$(F)") $(if $(KEYS),--with-keys)

restore: install ## Put an archive back: make restore F=wuli-….tar 恢复
	@$(PY) manage.py restore "$(F)"

messages: install-dev ## Gather the words to translate and compile them 语言目录
	@$(PY) manage.py messages

openapi: install ## Write docs/openapi.json from the API as it is 接口说明
	@$(PY) manage.py openapi

vendor: install-dev ## Fetch the front-end files named in vendor.json anew 前端文件
	@$(PY) scripts/vendor.py

lock: install-dev ## Resolve requirements/*.in into the locks 锁定版本
	@$(PY) -m uv pip compile --quiet --generate-hashes --no-emit-index-url --python-version 3.11 --universal requirements/base.in -o requirements/base.txt
	@$(PY) -m uv pip compile --quiet --generate-hashes --no-emit-index-url --python-version 3.11 --universal requirements/dev.in -c requirements/base.txt -o requirements/dev.txt

install:
	@$(PYTHON) scripts/install.py base

install-dev: install
	@$(PYTHON) scripts/install.py dev
