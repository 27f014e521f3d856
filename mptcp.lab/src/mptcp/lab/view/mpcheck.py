#!/usr/bin/env python3
"""Checks the arithmetic of MPTCP (v0: SHA-1, v1: SHA-256) in captures: keys, tokens, MACs, mappings, checksums.

It uses nothing but hashlib, hmac and struct, and knows nothing of the stack that it checks. Usage: mpcheck.py FILE...
Each check prints a line that begins with OK or BAD; the counts of both follow. References are to RFC 8684.
"""
import collections
import hashlib
import hmac
import struct
import sys

HASH = {0: hashlib.sha1, 1: hashlib.sha256}
SECTION = b"\x0a\x0d\x0d\x0a"
ETHERNET, RAW, RAW_OLD, COOKED, COOKED2 = 1, 101, 12, 113, 276
IPV4, IPV6 = 0x0800, 0x86DD
SYN, ACK = 2, 16
MPTCP_OPTION = 30
MP_CAPABLE, MP_JOIN, DSS, ADD_ADDR = 0, 1, 2, 3
NEAR = 1 << 28  # how far a number may be from its start: captures hold less than 256 MiB of a stream
U32 = 0xFFFFFFFF

Segment = collections.namedtuple("Segment", "tuple seq flags options payload")


def token(version, key):
    return HASH[version](key).digest()[:4]


def idsn(version, key):
    return int.from_bytes(HASH[version](key).digest()[-8:], "big")


def mac(version, key_a, key_b, message):
    return hmac.new(key_a + key_b, message, HASH[version]).digest()


def checksum(data):
    if len(data) & 1:
        data += b"\0"
    total = sum(struct.unpack(">%dH" % (len(data) // 2), data))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return 0xFFFF - total


def packets(name):
    """The IP packets of a pcap or pcapng file, with their EtherType."""
    with open(name, "rb") as file:
        data = file.read()
    for link, packet in blocks(data) if data[:4] == SECTION else records(data):
        if link == ETHERNET:
            yield struct.unpack(">H", packet[12:14])[0], packet[14:]
        elif link == COOKED:
            yield struct.unpack(">H", packet[14:16])[0], packet[16:]
        elif link == COOKED2:
            yield struct.unpack(">H", packet[0:2])[0], packet[20:]
        elif link in (RAW, RAW_OLD):
            yield (IPV4 if packet[0] >> 4 == 4 else IPV6), packet


def records(data):
    """Those of pcap: link type and packet."""
    order = "<" if data[:4] in (b"\xd4\xc3\xb2\xa1", b"\x4d\x3c\xb2\xa1") else ">"
    link = struct.unpack(order + "I", data[20:24])[0]
    at = 24
    while at + 16 <= len(data):
        length = struct.unpack(order + "I", data[at + 8:at + 12])[0]
        yield link, data[at + 16:at + 16 + length]
        at += 16 + length


def blocks(data):
    """Those of pcapng: link type and packet."""
    order, links, at = "<", [], 0
    while at + 12 <= len(data):
        if data[at:at + 4] == SECTION:
            order, links = "<" if data[at + 8:at + 12] == b"\x4d\x3c\x2b\x1a" else ">", []
        kind, length = struct.unpack(order + "II", data[at:at + 8])
        if kind == 1:
            links.append(struct.unpack(order + "H", data[at + 8:at + 10])[0])
        elif kind == 6:
            number, _, _, captured = struct.unpack(order + "IIII", data[at + 8:at + 24])
            yield links[number], data[at + 28:at + 28 + captured]
        at += length


def parse(ethertype, packet):
    """A TCP segment, or None."""
    if ethertype == IPV4 and packet[9] == 6:
        header = (packet[0] & 15) * 4
        total = struct.unpack(">H", packet[2:4])[0]
        source, target, tcp = packet[12:16], packet[16:20], packet[header:total]
    elif ethertype == IPV6 and packet[6] == 6:
        length = struct.unpack(">H", packet[4:6])[0]
        source, target, tcp = packet[8:24], packet[24:40], packet[40:40 + length]
    else:
        return None
    source_port, target_port, seq, _, offset, flags = struct.unpack(">HHIIBB", tcp[:14])
    header = (offset >> 4) * 4
    options, rest = [], tcp[20:header]
    while rest and rest[0] != 0:
        if rest[0] == 1:
            rest = rest[1:]
            continue
        if len(rest) < 2 or rest[1] < 2:
            break
        options.append((rest[0], rest[2:rest[1]]))
        rest = rest[rest[1]:]
    return Segment((source, source_port, target, target_port), seq, flags, options, tcp[header:])


class Connection:
    """What both hosts share: A is the one that connected first."""

    def __init__(self, version, key_a):
        self.version, self.key = version, {"A": key_a, "B": None}
        self.shown = False

    def keys(self, own):
        return self.key[own], self.key["B" if own == "A" else "A"]

    def complete(self):
        return self.key["A"] is not None and self.key["B"] is not None


class Flow:
    """One subflow; opener is the host, A or B, that sent its SYN."""

    def __init__(self, connection, opener, nonce=None):
        self.connection, self.opener = connection, opener
        self.nonce, self.peer_nonce = nonce, None
        self.isn = {}
        self.mappings = {}

    def host(self, is_opener):
        return self.opener if is_opener else ("B" if self.opener == "A" else "A")


class Checker:
    def __init__(self):
        self.flows, self.tokens = {}, {}
        self.counts, self.lines = collections.Counter(), []

    def check(self, what, ok, detail=""):
        verdict = "OK" if ok else "BAD"
        self.counts[(what, verdict)] += 1
        self.lines.append(f"{verdict:3} {what} {detail}")

    def segment(self, s):
        is_syn, is_ack = bool(s.flags & SYN), bool(s.flags & ACK)
        for kind, body in s.options:
            if kind != MPTCP_OPTION or not body:
                continue
            subtype = body[0] >> 4
            if subtype == MP_CAPABLE:
                self.mp_capable(s, body, is_syn, is_ack)
            elif subtype == MP_JOIN:
                self.mp_join(s, body, is_syn, is_ack)
            elif subtype in (DSS, ADD_ADDR):
                flow, is_opener = self.find(s.tuple)
                if flow and flow.connection.complete():
                    if subtype == DSS:
                        self.dss(s, body, flow, flow.host(is_opener))
                    else:
                        self.add_addr(body, flow, flow.host(is_opener))

    def find(self, four):
        if four in self.flows:
            return self.flows[four], True
        return self.flows.get(reverse(four)), False

    # Section 3.1

    def mp_capable(self, s, body, is_syn, is_ack):
        if is_syn and not is_ack:
            flow = Flow(Connection(body[0] & 15, body[2:10] if len(body) >= 10 else None), "A")
            flow.isn[s.tuple] = s.seq
            self.flows[s.tuple] = flow
        elif is_syn and reverse(s.tuple) in self.flows:
            flow = self.flows[reverse(s.tuple)]
            flow.connection.version, flow.connection.key["B"] = body[0] & 15, body[2:10]
            flow.isn[s.tuple] = s.seq
        elif s.tuple in self.flows and len(body) >= 18:
            self.third_ack(s, body, self.flows[s.tuple].connection)

    def third_ack(self, s, body, c):
        if c.key["A"] is None:
            c.key["A"] = body[2:10]
        else:
            self.check(f"v{c.version} 3rd-ACK sender key matches", c.key["A"] == body[2:10])
        self.check(f"v{c.version} 3rd-ACK echoes receiver key", c.key["B"] == body[10:18])
        if not c.complete():
            return
        for host, key in c.key.items():
            self.tokens[token(c.version, key)] = (c, host)
            if not c.shown:
                self.lines.append(f"    v{c.version} key-{host}={key.hex()} token={token(c.version, key).hex()}"
                                  f" idsn={idsn(c.version, key):016x}")
        c.shown = True
        if c.version == 1 and len(body) >= 22:
            length, given = struct.unpack(">HH", body[18:22])
            if len(s.payload) == length:
                self.check("v1 MPC+data checksum", given == dss_checksum(idsn(1, c.key["A"]) + 1, 1, length, s.payload))

    # Section 3.2

    def mp_join(self, s, body, is_syn, is_ack):
        if is_syn and not is_ack:
            found = self.tokens.get(body[2:6])
            self.check("JOIN SYN token known", found is not None, body[2:6].hex())
            if found:
                connection, listener = found
                flow = Flow(connection, "B" if listener == "A" else "A", body[6:10])
                flow.isn[s.tuple] = s.seq
                self.flows[s.tuple] = flow
            return
        flow, is_opener = self.find(s.tuple)
        if flow is None or flow.nonce is None:
            return
        c = flow.connection
        opener_key, listener_key = c.keys(flow.opener)
        if is_syn and not is_opener:
            flow.peer_nonce = body[10:14]
            flow.isn[s.tuple] = s.seq
            expected = mac(c.version, listener_key, opener_key, flow.peer_nonce + flow.nonce)[:8]
            self.check(f"v{c.version} JOIN SYN/ACK HMAC-64", expected == body[2:10], expected.hex())
        elif is_opener and flow.peer_nonce and len(body) >= 22:
            expected = mac(c.version, opener_key, listener_key, flow.nonce + flow.peer_nonce)[:20]
            self.check(f"v{c.version} JOIN ACK HMAC-160", expected == body[2:22], expected.hex())

    # Section 3.3

    def dss(self, s, body, flow, own):
        c = flow.connection
        own_key, peer_key = c.keys(own)
        flags, at = body[1], 2
        if flags & 1:
            size = 8 if flags & 2 else 4
            ack = int.from_bytes(body[at:at + size], "big")
            at += size
            self.near("DSS data-ack near the peer's IDSN", ack, idsn(c.version, peer_key), size)
        if flags & 4:
            size = 8 if flags & 8 else 4
            dsn = int.from_bytes(body[at:at + size], "big")
            at += size
            ssn, length = struct.unpack(">IH", body[at:at + 6])
            at += 6
            start = idsn(c.version, own_key)
            relative = self.near("DSS DSN near the own IDSN", dsn, start, size)
            given = struct.unpack(">H", body[at:at + 2])[0] if len(body) >= at + 2 else None
            self.mapping(s, flow, (start + relative) % 2 ** 64, ssn, length, bool(flags & 16), given)

    def near(self, what, number, start, size):
        relative = (number - start) % 2 ** (8 * size)
        self.check(what, 1 <= relative < NEAR, f"size={size} relative={relative}")
        return relative

    def mapping(self, s, flow, dsn, ssn, length, fin, given):
        """One mapping may lie over several segments, each of which repeats it: segmentation offload does that."""
        if length == 0:
            return  # infinite, section 3.7
        data_length = length - fin  # DATA_FIN takes one number and no byte
        at = (s.seq - flow.isn.get(s.tuple, s.seq - ssn) - ssn) & U32
        if s.payload:
            self.check("DSS mapping covers the segment", at + len(s.payload) <= data_length,
                       f"ssn={ssn} length={length} at={at} payload={len(s.payload)}")
        if given is None or at + len(s.payload) > data_length and data_length:
            return
        pieces = flow.mappings.setdefault((s.tuple, dsn, ssn, length), {})
        pieces[at if data_length else 0] = s.payload if data_length else b""
        whole = b""
        while len(whole) in pieces and pieces[len(whole)]:
            whole += pieces[len(whole)]
        if len(whole) == data_length:
            self.check(f"v{flow.connection.version} DSS checksum", given == dss_checksum(dsn, ssn, length, whole),
                       f"dsn={dsn:016x} ssn={ssn} length={length} checksum={given:04x}")
            del flow.mappings[(s.tuple, dsn, ssn, length)]

    # Section 3.4.1

    def add_addr(self, body, flow, own):
        c = flow.connection
        is_echo = bool(body[0] & 1)
        if c.version == 0:
            self.check("v0 ADD_ADDR length", len(body) in (6, 8, 18, 20), str(len(body) + 2))
        elif is_echo:
            self.check("v1 ADD_ADDR echo carries no HMAC", len(body) in (6, 8, 18, 20))
        else:
            address_id, rest, given = body[1:2], body[2:-8], body[-8:]
            size = 4 if len(rest) in (4, 6) else 16
            message = address_id + rest[:size] + (rest[size:] or b"\0\0")
            expected = mac(1, *c.keys(own), message)[-8:]
            self.check("v1 ADD_ADDR HMAC (rightmost 64)", expected == given, expected.hex())


def dss_checksum(dsn, ssn, length, payload):
    return checksum(struct.pack(">QIHH", dsn % 2 ** 64, ssn, length, 0) + payload)


def reverse(four):
    return four[2], four[3], four[0], four[1]


def main(names):
    for name in names:
        checker = Checker()
        for ethertype, packet in packets(name):
            segment = parse(ethertype, packet)
            if segment:
                checker.segment(segment)
        print("\n".join(checker.lines))
        print("##", name)
        for key, count in sorted(checker.counts.items()):
            print("  ", key, count)


if __name__ == "__main__":
    main(sys.argv[1:])
