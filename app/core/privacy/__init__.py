"""What of a customer is personal, how long it is kept, what is given out of it, and how a person is erased.

The amounts stay for ever: they are the shop's accounts. The person goes (个人信息保护法 Art. 47; GDPR Art. 17).
"""
