"""Addresses of the exchange, under those of figures."""

from django.urls import path

from .views import exchange, exchange_in, exchange_out

urlpatterns = [
    path("exchange/", exchange.tree, name="exchange"),
    path("exchange/peers/", exchange.peers, name="peers"),
    path("exchange/peers/new/", exchange.peer_new, name="peer-new"),
    path("exchange/peers/<uuid:pk>/", exchange.peer, name="peer"),
    path("exchange/peers/<uuid:pk>/address/", exchange.peer_address, name="peer-address"),
    path("exchange/peers/<uuid:pk>/keys/", exchange.peer_key_add, name="peer-key-add"),
    path("exchange/peers/<uuid:pk>/end/", exchange.peer_end, name="peer-end"),
    path("exchange/keys/<uuid:pk>/retire/", exchange.peer_key_retire, name="peer-key-retire"),
    path("exchange/out/", exchange_out.publications, name="publications"),
    path("exchange/out/export.xlsx", exchange_out.export, name="publications-export"),
    path("exchange/out/<uuid:pk>/", exchange_out.publication, name="publication"),
    path("exchange/out/<uuid:pk>/package.json", exchange_out.package_file, name="publication-file"),
    path("exchange/out/<uuid:pk>/step/", exchange_out.publication_step, name="publication-step"),
    path("exchange/out/<uuid:pk>/answer/", exchange_out.publication_answer, name="publication-answer"),
    path("exchange/out/<uuid:pk>/receipt/", exchange_out.publication_receipt, name="publication-receipt"),
    path("exchange/peers/<uuid:pk>/publish/", exchange_out.publish, name="publish"),
    path("exchange/in/", exchange_in.arrivals, name="arrivals"),
    path("exchange/in/export.xlsx", exchange_in.export, name="arrivals-export"),
    path("exchange/in/upload/", exchange_in.upload, name="package-upload"),
    path("exchange/in/<uuid:pk>/", exchange_in.incoming, name="incoming"),
    path("exchange/in/<uuid:pk>/receipt.json", exchange_in.receipt_file, name="incoming-receipt"),
    path("exchange/values/<uuid:pk>/", exchange_in.received, name="received"),
]
