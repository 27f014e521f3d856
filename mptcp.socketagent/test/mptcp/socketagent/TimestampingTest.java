package mptcp.socketagent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** SO_TIMESTAMPING and its like; structures, flags and refusals are what a kernel (Linux 6.18) gave to the same calls. */
@Timeout(60)
final class TimestampingTest {
    private static final int SENT = 1 << 1;
    private static final int RECEIVED = 1 << 3;
    private static final int SOFTWARE = 1 << 4;
    private static final int ID = 1 << 7;
    private static final int SCHEDULED = 1 << 8;
    private static final int ACKNOWLEDGED = 1 << 9;
    private static final int BARE = 1 << 11;
    private static final int ID_OF_STREAM = 1 << 16;
    private static final int ALL = SENT | SCHEDULED | ACKNOWLEDGED | SOFTWARE | ID;
    private static final String ERROR_QUEUE = "0x2000";
    private static final String NO_MESSAGE = "! EAGAIN";

    @RegisterExtension
    final TwoAgents agents = new TwoAgents();

    /** A message of the error queue. */
    private record Told(int count, int flags, int kind, int key, Instant at) {}

    private static String option(int value) {
        byte[] bytes = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array();
        return " 4 " + HexFormat.of().formatHex(bytes);
    }

    private static String set(Client client, int fd, int number, int value) {
        return client.ask("setsockopt " + fd + " 1 " + number + option(value));
    }

    private static int get(Client client, int fd, int number) {
        String hex = client.ask("getsockopt %d 1 %d 4", fd, number).split(" ")[2];
        return ByteBuffer.wrap(HexFormat.of().parseHex(hex)).order(ByteOrder.LITTLE_ENDIAN).getInt();
    }

    private static Instant time(ByteBuffer b, int at) {
        return Instant.ofEpochSecond(b.getLong(at), b.getLong(at + 8));
    }

    /** Waits for the next message, and takes it. */
    private Told next(int room) {
        assertTrue((agents.left.number("poll -1 3:0")) == 1);
        String[] words = agents.left.ask("recvmsg 3 " + room + " " + ERROR_QUEUE + " 500").split(" ");
        ByteBuffer b = ByteBuffer.wrap(HexFormat.of().parseHex(words[3])).order(ByteOrder.LITTLE_ENDIAN);
        assertEquals(64, b.getLong(0), words[3]);
        assertEquals(1, b.getInt(8));
        assertEquals(37, b.getInt(12));
        int error = 64;
        assertEquals(48, b.getLong(error), words[3]);
        assertEquals(0, b.getInt(error + 8));
        assertEquals(11, b.getInt(error + 12));
        assertEquals(42, b.getInt(error + 16), "ENOMSG");
        assertEquals(4, b.getInt(error + 20), "origin, type and code");
        return new Told(Integer.parseInt(words[1]), Integer.parseInt(words[2]), b.getInt(error + 24), b.getInt(error + 28), time(b, 16));
    }

    private List<Integer> keys(int messages) {
        List<Integer> keys = new ArrayList<>();
        for (int i = 0; i < messages; i++) {
            keys.add(next(0).key);
        }
        return keys;
    }

    @Test
    void theWayOfAWrite() {
        agents.connect("tcp");
        assertEquals("= 0", set(agents.left, 3, 37, ALL));
        Instant before = Instant.now();
        agents.left.number("write 3 1000");
        Told scheduled = next(2000);
        Told sent = next(2000);
        Told acknowledged = next(2000);
        assertEquals(List.of(1, 0, 2), List.of(scheduled.kind, sent.kind, acknowledged.kind));
        assertEquals(List.of(999, 999, 999), List.of(scheduled.key, sent.key, acknowledged.key));
        assertEquals(List.of(1052, 1052, 1000), List.of(scheduled.count, sent.count, acknowledged.count));
        assertEquals(0x2000, sent.flags);
        assertTrue(!scheduled.at.isBefore(before) && !sent.at.isBefore(scheduled.at) && !acknowledged.at.isBefore(sent.at));
        assertTrue(!acknowledged.at.isAfter(Instant.now()));
        assertEquals(NO_MESSAGE, agents.left.ask("recvmsg 3 10 " + ERROR_QUEUE + " 100"));
        assertEquals("= 1 4", agents.left.ask("poll 0 3:4"));
    }

    @Test
    void anErrorToTellIsReadiness() {
        agents.connect("tcp");
        set(agents.left, 3, 37, ALL | BARE);
        agents.left.number("epoll_create");
        agents.left.number("epoll_ctl 1000 add 3 0x80000000"); // edge-triggered; EPOLLERR is told without being asked for
        agents.left.number("write 3 10");
        assertEquals("= 1 8", agents.left.ask("poll -1 3:0"));
        assertEquals("= 1 3:8", agents.left.ask("epoll_wait 1000 8 -1"));
        assertEquals(List.of(9, 9, 9), keys(3));
        assertEquals("= 1 0", "= 1 " + agents.left.number("poll 0 3:0"));
    }

    @Test
    void withoutDataOrWithoutRoomForIt() {
        agents.connect("tcp");
        set(agents.left, 3, 37, ALL | BARE);
        agents.left.number("write 3 10");
        Told bare = next(100);
        assertEquals(0, bare.count);
        assertEquals(0x2000, bare.flags);
        keys(2);
        set(agents.left, 3, 37, ALL);
        agents.left.number("write 3 10");
        assertEquals(0x2020, next(0).flags, "MSG_TRUNC");
        String[] cut = agents.left.ask("recvmsg 3 20 " + ERROR_QUEUE + " 40").split(" ");
        assertEquals("20", cut[1]);
        assertEquals(String.valueOf(0x2028), cut[2], "MSG_TRUNC and MSG_CTRUNC");
        assertEquals(80, cut[3].length(), "what fits of the first");
    }

    @Test
    void bytesAreNumberedFromWhereTheSocketStands() {
        agents.connect("tcp");
        agents.left.number("write 3 100");
        set(agents.left, 3, 37, SENT | SOFTWARE | BARE);
        agents.left.number("write 3 10");
        assertEquals(0, next(0).key, "numbers were not asked for");
        agents.right.number("recv 4 110 256");
        while (!agents.left.ask("ioctl 3 outq").equals("= 0 0")) {
            Thread.onSpinWait(); // until all is acknowledged
        }
        set(agents.left, 3, 37, SENT | SOFTWARE | BARE | ID);
        agents.left.number("write 3 10");
        assertEquals(9, next(0).key);
        agents.wire.cut = true;
        agents.left.number("write 3 10");
        assertEquals(19, next(0).key);
        set(agents.left, 3, 37, SENT | SOFTWARE | BARE);
        set(agents.left, 3, 37, SENT | SOFTWARE | BARE | ID | ID_OF_STREAM);
        agents.left.ask("setsockopt 3 6 1" + option(1)); // TCP_NODELAY
        agents.left.number("write 3 10");
        int key = next(0).key;
        while (key == 19) {
            key = next(0).key; // that one is repeated meanwhile
        }
        assertEquals(9, key, "from what was written");
    }

    @Test
    void aRepetitionIsToldAgain() {
        agents.connect("tcp");
        set(agents.left, 3, 37, ALL | BARE);
        agents.wire.cut = true;
        agents.left.number("write 3 100");
        assertEquals(List.of(1, 0, 1, 0), List.of(next(0).kind, next(0).kind, next(0).kind, next(0).kind));
    }

    @Test
    void writesThatLeaveTogetherAreToldOnce() {
        agents.connect("tcp");
        set(agents.left, 3, 37, SENT | SOFTWARE | BARE | ID);
        agents.left.ask("setsockopt 3 6 3" + option(1)); // TCP_CORK
        agents.left.number("write 3 10");
        agents.left.number("write 3 20");
        agents.left.ask("setsockopt 3 6 3" + option(0));
        assertEquals(29, next(0).key);
        agents.left.number("write 3 1");
        assertEquals(30, next(0).key);
    }

    @Test
    void aCallAsksForItself() {
        agents.connect("tcp");
        set(agents.left, 3, 37, SOFTWARE | ID | BARE);
        String times = "1400000000000000" + "01000000" + "25000000";
        agents.left.number("sendmsg 3 3 0 - 0 " + times + "00020000" + "00000000");
        assertEquals(2, next(0).kind);
        agents.left.number("write 3 3");
        assertEquals("! EINVAL", agents.left.ask("sendmsg 3 3 0 - 0 " + times + "08000000" + "00000000"));
        assertEquals("! EINVAL", agents.left.ask("sendmsg 3 3 0 - 0 1400000000000000" + "01000000" + "51000000" + "0700000000000000"));
        assertEquals("= 0", agents.left.ask("poll 0 3:0").substring(0, 3), "nothing was asked of the plain write");
    }

    @Test
    void ipv6HasItsOwnMessage() {
        agents.right.number("socket inet6 1 tcp");
        agents.right.number("bind 3 fd00::2 80");
        agents.right.number("listen 3 5");
        agents.left.number("socket inet6 1 tcp");
        agents.left.number("connect 3 fd00::2 80");
        set(agents.left, 3, 37, SCHEDULED | ACKNOWLEDGED | SOFTWARE | ID);
        agents.left.number("write 3 1000");
        agents.left.ask("poll -1 3:0");
        String[] words = agents.left.ask("recvmsg 3 2000 " + ERROR_QUEUE + " 500").split(" ");
        assertEquals("1072", words[1]);
        String error = "3c00000000000000" + "29000000" + "19000000" + "2a000000" + "04000000" + "01000000" + "e7030000";
        String sender = "0a000000" + "00000000" + "fd000000000000000000000000000001" + "00000000" + "00000000"; // and padding
        assertEquals(error + sender, words[3].substring(128));
        agents.left.ask("poll -1 3:0");
        String ofTheAcknowledgement = agents.left.ask("recvmsg 3 2000 " + ERROR_QUEUE + " 500").split(" ")[3].substring(128);
        assertEquals("02000000e7030000" + "00".repeat(32), ofTheAcknowledgement.substring(48));
    }

    @Test
    void theTimeOfWhatIsRead() {
        int fd = agents.connect("tcp");
        assertEquals("= 0", set(agents.right, fd, 35, 1));
        assertEquals("= 0", set(agents.right, fd, 37, RECEIVED | SOFTWARE));
        Instant before = Instant.now();
        agents.left.number("write 3 100");
        agents.right.ask("poll -1 %d:1", fd);
        Instant between = Instant.now();
        agents.left.number("write 3 100");
        String[] first = agents.right.ask("recvmsg %d 10 2 500", fd).split(" ");
        assertEquals(first[3], agents.right.ask("recvmsg %d 100 0 500", fd).split(" ")[3], "however often it is looked at");
        ByteBuffer b = ByteBuffer.wrap(HexFormat.of().parseHex(first[3])).order(ByteOrder.LITTLE_ENDIAN);
        assertEquals(96, b.capacity());
        assertEquals(32, b.getLong(0));
        assertEquals(35, b.getInt(12));
        assertEquals(64, b.getLong(32));
        assertEquals(37, b.getInt(44));
        assertTrue(!time(b, 16).isBefore(before) && !time(b, 16).isAfter(between));
        assertEquals(time(b, 16), time(b, 48));
        agents.right.ask("poll -1 %d:1", fd);
        String second = agents.right.ask("recvmsg %d 100 0 500", fd).split(" ")[3];
        ByteBuffer c = ByteBuffer.wrap(HexFormat.of().parseHex(second)).order(ByteOrder.LITTLE_ENDIAN);
        assertTrue(!time(c, 16).isBefore(between));
    }

    @Test
    void whatCameBeforeItWasAcceptedHasItsTime() {
        agents.right.number("socket inet 1 mptcp");
        agents.right.number("bind 3 10.0.0.2 80");
        agents.right.number("listen 3 5");
        set(agents.right, 3, 63, 1);
        agents.left.number("socket inet 1 mptcp");
        agents.left.number("connect 3 10.0.0.2 80");
        Instant before = Instant.now();
        agents.left.number("write 3 100");
        agents.left.number("shutdown 3 wr");
        agents.right.ask("poll -1 3:1");
        while (agents.left.ask("ioctl 3 outq").equals("= 0 100")) {
            Thread.onSpinWait(); // until it has come
        }
        Instant after = Instant.now();
        assertEquals(4, agents.right.number("accept 3"));
        String told = agents.right.ask("recvmsg 4 100 0 500").split(" ")[3];
        ByteBuffer b = ByteBuffer.wrap(HexFormat.of().parseHex(told)).order(ByteOrder.LITTLE_ENDIAN);
        assertEquals(63, b.getInt(12));
        Instant at = Instant.ofEpochSecond(b.getLong(16), b.getLong(24) * 1000);
        assertTrue(!at.isBefore(before.minusNanos(1000)) && !at.isAfter(after));
        assertEquals("= 0 0 -", agents.right.ask("recvmsg 4 100 0 500"), "an end has none");
    }

    @Test
    void multipathTcpRecordsNothingOfWhatIsSent() {
        agents.connect("mptcp");
        assertEquals("= 0", set(agents.left, 3, 37, ALL));
        agents.left.number("write 3 100");
        agents.right.number("recv 4 100 256");
        assertEquals(NO_MESSAGE, agents.left.ask("recvmsg 3 10 " + ERROR_QUEUE + " 100"));
    }

    @Test
    void optionsActOnEachOther() {
        agents.connect("tcp");
        assertEquals(List.of(1, 0, 0, 0), values(29, 1));
        assertEquals(List.of(0, 1, 0, 0), values(35, 1));
        assertEquals(List.of(0, 0, 1, 0), values(63, 1));
        assertEquals(List.of(0, 0, 1, 1), values(64, 1));
        assertEquals(List.of(0, 0, 0, 0), values(29, 0));
        assertEquals("= 0", set(agents.left, 3, 65, 24));
        assertEquals(24, get(agents.left, 3, 37));
        assertEquals(24, get(agents.left, 3, 65));
        assertEquals("= 0", set(agents.left, 3, 37, 24));
        assertEquals(0, get(agents.left, 3, 65));
        for (int refused : new int[] {1 << 16, 1 << 12, 1 << 19, -1}) {
            assertEquals("! EINVAL", set(agents.left, 3, 37, refused), Integer.toHexString(refused));
        }
        for (int taken : new int[] {1 << 16 | ID, 1 << 12 | BARE, 1 << 18, 1 << 13, 1 << 14, 1 << 17}) {
            assertEquals("= 0", set(agents.left, 3, 37, taken), Integer.toHexString(taken));
        }
        assertEquals("! EOPNOTSUPP", set(agents.left, 3, 37, 1 << 15));
        agents.left.number("socket inet 1 tcp");
        assertEquals("! EINVAL", set(agents.left, 4, 37, ID), "nothing can be numbered yet");
        assertEquals("= 0", set(agents.left, 4, 37, SENT));
    }

    private List<Integer> values(int number, int value) {
        assertEquals("= 0", set(agents.left, 3, number, value));
        return List.of(get(agents.left, 3, 29), get(agents.left, 3, 35), get(agents.left, 3, 63), get(agents.left, 3, 64));
    }
}
