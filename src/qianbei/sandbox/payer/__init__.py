"""The sandbox payer: a fake payment provider that runs as a server of its own and moves no real money.

It behaves as a real one does on a bad day: answers late, loses replies, stays silent, declines, tells the same
thing twice (`knobs`). What it never does is forget: every change is in the journal before it is answered, so a
`kill -9` loses nothing that anybody was told.

`book` is the pure state machine, `journal` its memory on disk, `signature` the shared-secret header, `callbacks`
what it says by itself, `app` the HTTP door and `serve` the process. Partial captures and refunds are absent.
"""
