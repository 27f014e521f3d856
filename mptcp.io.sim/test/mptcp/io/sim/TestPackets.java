package mptcp.io.sim;

import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import mptcp.io.sim.packet.TcpView;

/** Builds TCP segments with right checksums. */
public final class TestPackets {
    private String source = "10.0.0.1";
    private String destination = "10.0.0.2";
    private int sourcePort = 40_000;
    private int destinationPort = 80;
    private int seq = 1;
    private int ack;
    private int flags = TcpView.ACK;
    private byte[] options = {};
    private byte[] payload = {};

    private TestPackets() {}

    public static TestPackets tcp() {
        return new TestPackets();
    }

    public static TestPackets tcp6() {
        return new TestPackets().from("fd00::1", 40_000).to("fd00::2", 80);
    }

    public TestPackets from(String address, int port) {
        source = address;
        sourcePort = port;
        return this;
    }

    public TestPackets to(String address, int port) {
        destination = address;
        destinationPort = port;
        return this;
    }

    /** The same connection seen from the other side. */
    public TestPackets reversed() {
        String address = source;
        int port = sourcePort;
        return from(destination, destinationPort).to(address, port);
    }

    public TestPackets seq(int value) {
        seq = value;
        return this;
    }

    public TestPackets ack(int value) {
        ack = value;
        flags |= TcpView.ACK;
        return this;
    }

    public TestPackets flags(int value) {
        flags = value;
        return this;
    }

    /** Must be a multiple of 4 long. */
    public TestPackets options(int... bytes) {
        options = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            options[i] = (byte) bytes[i];
        }
        return this;
    }

    public TestPackets payload(String text) {
        payload = text.getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        return this;
    }

    /** Bytes that count up. */
    public TestPackets payload(int length) {
        payload = new byte[length];
        for (int i = 0; i < length; i++) {
            payload[i] = (byte) i;
        }
        return this;
    }

    /** A whole packet of so many bytes. */
    public byte[] ofLength(int total) {
        return payload(total - (source.contains(":") ? 40 : 20) - 20 - options.length).build();
    }

    public byte[] build() {
        byte[] from = bytes(source);
        byte[] to = bytes(destination);
        int ip = from.length == 4 ? 20 : 40;
        int total = ip + 20 + options.length + payload.length;
        ByteBuffer b = ByteBuffer.allocate(total);
        if (from.length == 4) {
            b.put((byte) 0x45).put((byte) 0).putShort((short) total).putShort((short) 7).putShort((short) 0x4000);
            b.put((byte) 64).put((byte) 6).putShort((short) 0).put(from).put(to);
        } else {
            b.putInt(0x6000_0000).putShort((short) (total - 40)).put((byte) 6).put((byte) 64).put(from).put(to);
        }
        b.putShort((short) sourcePort).putShort((short) destinationPort).putInt(seq).putInt(ack);
        b.put((byte) (20 + options.length << 2)).put((byte) flags).putShort((short) 5_000).putInt(0);
        b.put(options).put(payload);
        TcpView view = view(b.array());
        view.seal();
        return b.array();
    }

    private static byte[] bytes(String address) {
        try {
            return InetAddress.getByName(address).getAddress();
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** A view of a packet that must be a TCP segment. */
    public static TcpView view(byte[] packet) {
        TcpView view = new TcpView();
        if (!view.parse(MemorySegment.ofArray(packet), 0, packet.length)) {
            throw new AssertionError("not a TCP segment");
        }
        return view;
    }

    public static byte[] payloadOf(byte[] packet) {
        TcpView view = view(packet);
        return java.util.Arrays.copyOfRange(packet, (int) view.payload(), view.totalLength());
    }
}
