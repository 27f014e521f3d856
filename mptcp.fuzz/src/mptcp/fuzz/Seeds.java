package mptcp.fuzz;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import mptcp.testkit.wire.PacketEncoder;
import mptcp.testkit.wire.TcpFlags;
import mptcp.testkit.wire.TcpOption;
import mptcp.testkit.wire.TcpPacket;
import mptcp.testkit.wire.Wild;

/** The inputs that fuzzing began with: what is usual, so that chance need not find it. */
final class Seeds {
    private static final int ACK = TcpFlags.ACK;
    private static final int SYN = TcpFlags.SYN;

    private Seeds() {}

    static void write(Target target, Path folder) throws IOException {
        Map<String, byte[]> seeds = switch (target) {
            case WIRE -> packets();
            case ARRIVAL -> arrivals();
            case CONNECTION -> connections();
        };
        Files.createDirectories(folder);
        for (var seed : seeds.entrySet()) {
            Files.write(folder.resolve("seed-" + seed.getKey()), seed.getValue());
        }
        System.out.println("wrote     " + seeds.size() + " seeds of " + target.label());
    }

    // ---- packets

    private static Map<String, byte[]> packets() throws IOException {
        InetAddress v4 = InetAddress.getByName("10.0.0.1");
        InetAddress v6 = InetAddress.getByName("fd00::1");
        Map<String, byte[]> all = new LinkedHashMap<>();
        all.put("syn", packet(v4, SYN, 0, new TcpOption.Mss(1460), new TcpOption.SackPermitted(),
                new TcpOption.Timestamps(1, 0), new TcpOption.Nop(), new TcpOption.WindowScale(7),
                new TcpOption.MpCapable(1, 0x81, Wild.ABSENT, Wild.ABSENT, Wild.ABSENT, Wild.ABSENT)));
        all.put("capable-0", packet(v4, SYN, 0, new TcpOption.MpCapable(0, 1, 77, Wild.ABSENT, Wild.ABSENT, Wild.ABSENT)));
        all.put("capable-data", packet(v6, ACK, 100, new TcpOption.MpCapable(1, 0x81, 77, 78, 100, 4711)));
        all.put("join-syn", packet(v4, SYN, 0, new TcpOption.JoinSyn(1, 2, 0x12345678, 0x9abcdef0)));
        all.put("join-syn-ack", packet(v6, SYN | ACK, 0, new TcpOption.JoinSynAck(0, 3, 0x1234567890abcdefL, 17)));
        all.put("join-ack", packet(v4, ACK, 0, new TcpOption.JoinAck(0, new byte[20])));
        all.put("mapping", packet(v4, ACK | TcpFlags.PSH, 60, new TcpOption.Dss(1000, 4, 5000, 4, 1, 60, 99, 0, 0)));
        all.put("wide-mapping", packet(v6, ACK, 60, new TcpOption.Dss(1L << 40, 8, 1L << 41, 8, 1, 61, Wild.ABSENT, 1, 0)));
        all.put("add", packet(v4, ACK, 0, new TcpOption.AddAddr(0, 4, v4, 443, 0x1234567890abcdefL)));
        all.put("add-6", packet(v6, ACK, 0, new TcpOption.AddAddr(1, 4, v6, Wild.ABSENT, Wild.ABSENT)));
        all.put("remove", packet(v4, ACK, 0, new TcpOption.RemoveAddr(0, List.of(1, 2, 3)), new TcpOption.MpPrio(1, 2)));
        all.put("fail", packet(v4, ACK, 0, new TcpOption.MpFail(0, 12345)));
        all.put("close", packet(v4, TcpFlags.RST | ACK, 0, new TcpOption.FastClose(0, 12345), new TcpOption.TcpRst(1, 3)));
        all.put("sack", packet(v6, ACK, 0, new TcpOption.Timestamps(7, 8), new TcpOption.Sack(List.of(
                new TcpOption.Sack.Block(1000, 2000), new TcpOption.Sack.Block(3000, 4000)))));
        return all;
    }

    private static byte[] packet(InetAddress address, int flags, int length, TcpOption... options) {
        return PacketEncoder.encode(new TcpPacket(address, address, 0, 64, 40_000, 80, 1000, 2000, flags, 65_535, 0,
                List.of(options), new byte[length]));
    }

    // ---- segments in states

    private static Map<String, byte[]> arrivals() {
        Map<String, byte[]> all = new LinkedHashMap<>();
        for (State state : State.values()) {
            for (int setup : new int[] {0x20, 0x01, 0x02, 0x0e, 0x1a}) {
                Program p = new Program(state.ordinal(), setup);
                for (int flags : new int[] {2, 3, 2, 6, 0x40, 8, 0xa, 0x12}) {
                    // kind, flow, flags, sequence number at hand, 200 bytes, window, acknowledgement at hand, and a mapping
                    p.add(3, 0, flags, 7).scaled(200, 10).add(0x40, 0, 5, 0, 3, 3, 2).add(0, 8);
                }
                p.add(1, 5).scaled(1000, 12).add(2).scaled(1000, 13).add(3, 1, 2, 0).scaled(100, 12).scaled(100, 10).add(0x40, 0, 5, 0, 2, 3, 2);
                p.add(1, 0, 0).scaled(500, 14).add(1, 1, 0).scaled(9000, 14);
                all.put(state.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-') + "-" + setup, p.bytes());
            }
        }
        return all;
    }

    // ---- connections

    private static final int DELIVER = 14;

    private static Map<String, byte[]> connections() {
        Map<String, byte[]> all = new LinkedHashMap<>();
        for (int versions : new int[] {0x22, 0x66, 0x00, 0x04, 0x12, 0x21, 0x20}) {
            all.put("plain-" + versions, transfer(versions, new Program(versions, 8)).bytes());
        }
        for (int trouble = 5; trouble <= 13; trouble++) {
            for (int round = 0; round < 2; round++) {
                Program p = transfer(0x22, new Program(0x22 | round << 2 | round << 6, round));
                for (int i = 0; i < 4; i++) {
                    p.add(0).scaled(8000, 15).add(0x10).scaled(3000, 15).add(trouble | i << 4, 7, 0, 1);
                    exchange(p);
                }
                all.put("trouble-" + trouble + "-" + round, p.bytes());
            }
        }
        for (int end = 0; end < 3; end++) {
            Program p = transfer(0x22, new Program(0x22, 0));
            p.add(0).scaled(20_000, 15).add(2, end).add(DELIVER, 15).add(0x12, end);
            exchange(p);
            all.put("end-" + end, p.bytes());
        }
        return all;
    }

    /** A connection with two subflows, on which both have written and read. */
    private static Program transfer(int versions, Program p) {
        for (int i = 0; i < 4; i++) {
            exchange(p);
        }
        p.add(0).scaled(10_000 + versions, 15).add(0x10).scaled(5000, 15);
        for (int i = 0; i < 3; i++) {
            exchange(p);
        }
        return p;
    }

    private static void exchange(Program p) {
        for (int wire = 0; wire < 4; wire++) {
            p.add(DELIVER | wire << 4, 15);
        }
        p.add(1).scaled(20_000, 15).add(0x11).scaled(20_000, 15).add(3).scaled(30, 12);
    }

    /** Bytes as {@link Input} reads them. */
    private static final class Program {
        private final ByteArrayOutputStream out = new ByteArrayOutputStream();

        Program(int... first) {
            add(first);
        }

        Program add(int... values) {
            for (int value : values) {
                out.write(value);
            }
            return this;
        }

        /** @param most as {@link Input#scaled} has it */
        Program scaled(int value, int most) {
            int bits = 32 - Integer.numberOfLeadingZeros(value);
            out.write(Math.min(bits, most));
            int word = value << 32 - bits;
            return add(word >>> 24, word >>> 16, word >>> 8, word);
        }

        byte[] bytes() {
            return out.toByteArray();
        }
    }
}
