"""The demo shop: a hair salon with a car-wash corner, its customers, and a year of business.

Everything goes through the services that record real business. The same size and the same day give the same book,
to the last byte of the chain.
"""

from app.services.demo.maker import Demo as Demo
