"""Supervision 督办: rules look for what lags, units are asked, missed steps climb."""
