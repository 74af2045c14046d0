"""Messages: the inbox of each person, and the paced queue that brings them outside, when their person wants that.

Owns `messages.messages`, `addresses`, `opt_outs`, `sends`, `channels`, `switches` and `rounds`.
Invariants: one message a person, kind and key, and one send of it an address; a send is taken under a lease and a
fence, so that a killed worker neither loses nor doubles it; nothing is taken from a stopped channel, nor for somebody
who opted out; what nobody answered is asked again under one id, and not for ever.
Deliberately absent: words (`channels/messages`), the network (a flow sends, outside of any transaction), plain phone
numbers, and who deserves to be told.
"""
