package mptcp.testkit;

import java.net.InetAddress;
import java.net.UnknownHostException;
import mptcp.testkit.wire.TcpFlags;
import mptcp.testkit.wire.Wild;

/** The words of a script, to be imported statically. Stateless. */
public final class Script {
    /** Whatever it is; only in expectations. */
    public static final long ANY = Wild.ANY;
    /** Not there. */
    public static final long NONE = Wild.ABSENT;

    private Script() {}

    // ---- time, in nanoseconds

    public static long us(long n) {
        return n * 1_000;
    }

    public static long ms(long n) {
        return n * 1_000_000;
    }

    public static long seconds(long n) {
        return n * 1_000_000_000;
    }

    // ---- segments; numbers are relative

    public static Segment syn(long seq) {
        return new Segment(TcpFlags.SYN, seq, NONE, 0);
    }

    public static Segment synAck(long seq, long ack) {
        return new Segment(TcpFlags.SYN | TcpFlags.ACK, seq, ack, 0);
    }

    /** Without data. */
    public static Segment ack(long seq, long ack) {
        return new Segment(TcpFlags.ACK, seq, ack, 0);
    }

    /** Data of the stream's pattern. */
    public static Segment data(long seq, long ack, long length) {
        return new Segment(TcpFlags.ACK, seq, ack, length);
    }

    public static Segment fin(long seq, long ack) {
        return new Segment(TcpFlags.FIN | TcpFlags.ACK, seq, ack, 0);
    }

    /** Without ACK. */
    public static Segment rst(long seq) {
        return new Segment(TcpFlags.RST, seq, NONE, 0);
    }

    public static Segment rstAck(long seq, long ack) {
        return new Segment(TcpFlags.RST | TcpFlags.ACK, seq, ack, 0);
    }

    /** Any flags, in the letters of {@link TcpFlags#text}; the acknowledgement is given by {@link Segment#ack}. */
    public static Segment segment(String flags, long seq, long length) {
        return new Segment(TcpFlags.of(flags), seq, NONE, length);
    }

    // ---- options with parts

    public static CapableSpec capable() {
        return new CapableSpec();
    }

    public static JoinSpec join() {
        return new JoinSpec();
    }

    public static DssSpec dss() {
        return new DssSpec();
    }

    public static AddAddrSpec address(long addressId, String address) {
        return new AddAddrSpec(addressId, inet(address));
    }

    /** An address literal. @throws IllegalArgumentException if it is none */
    public static InetAddress inet(String literal) {
        if (!literal.matches("[0-9.]+|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*")) {
            throw new IllegalArgumentException("'" + literal + "' is not an address");
        }
        try {
            return InetAddress.getByName(literal);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("'" + literal + "' is not an address", e);
        }
    }
}
