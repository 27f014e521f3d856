package mptcp.socketagent;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The other end of one connection to an agent, made of single segments: it counts nothing by itself. Of what the agent sends it keeps
 * what is for it. One thread.
 */
final class RawPeer {
    static final int FIN = 1;
    static final int SYN = 2;
    static final int RST = 4;
    static final int ACK = 16;

    private static final int IP = 20;
    private static final int TCP = 20;
    private static final int PROTOCOL = 6;
    private static final int HERE = 0x0a00004d;
    private static final int AGENT = 0x0a000001;
    private static final int MSS_1460 = 0x020405b4;

    private final Wire.End agent;
    private final int agentPort;
    private final int port;
    private int read;

    /** What the agent sent, of numbers as they are on the wire. */
    record Segment(int flags, int seq, int ack, int length, byte[] packet) {}

    RawPeer(Wire.End agent, int agentPort, int port) {
        this.agent = agent;
        this.agentPort = agentPort;
        this.port = port;
        this.read = agent.sent.size();
    }

    /** A SYN has an MSS and no other option. */
    void send(int flags, int seq, int ack, int length) {
        boolean syn = (flags & SYN) != 0;
        int header = TCP + (syn ? 4 : 0);
        ByteBuffer b = ByteBuffer.allocate(IP + header + length);
        b.putInt(0x4500_0000 | b.capacity()).putInt(0x4000).putInt(64 << 24 | PROTOCOL << 16).putInt(HERE).putInt(AGENT);
        b.putShort((short) port).putShort((short) agentPort).putInt(seq).putInt((flags & ACK) != 0 ? ack : 0);
        b.put((byte) (header / 4 << 4)).put((byte) flags).putShort((short) 0xffff).putInt(0);
        if (syn) {
            b.putInt(MSS_1460);
        }
        b.putShort(10, (short) ~Packets.sum(b.array(), 0, IP, 0));
        b.putShort(IP + 16, (short) ~Packets.sum(b.array(), 12, b.capacity(), PROTOCOL + header + length));
        agent.inject(b.array());
    }

    /** What the agent sent here since this was asked last. */
    List<Segment> sent() {
        List<Segment> mine = new ArrayList<>();
        List<byte[]> all = agent.sent;
        for (; read < all.size(); read++) {
            ByteBuffer b = ByteBuffer.wrap(all.get(read));
            if ((b.getShort(IP + 2) & 0xffff) == port && (b.getShort(IP) & 0xffff) == agentPort) {
                int header = (b.get(IP + 12) >> 4 & 0xf) * 4;
                mine.add(new Segment(b.get(IP + 13) & 0x3f, b.getInt(IP + 4), b.getInt(IP + 8), b.capacity() - IP - header, b.array()));
            }
        }
        return mine;
    }
}
