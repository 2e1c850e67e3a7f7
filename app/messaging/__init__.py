"""The ways out: mail by SMTP, any service Apprise knows; what a person copies and sends needs none."""
