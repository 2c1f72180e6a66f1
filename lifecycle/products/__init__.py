"""The product sheet: what the seller knows of each SKU. Pure; nothing here knows a case."""
