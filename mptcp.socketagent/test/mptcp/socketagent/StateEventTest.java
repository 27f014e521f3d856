package mptcp.socketagent;

import static mptcp.socketagent.RawPeer.ACK;
import static mptcp.socketagent.RawPeer.FIN;
import static mptcp.socketagent.RawPeer.RST;
import static mptcp.socketagent.RawPeer.SYN;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import mptcp.api.socket.WireProfile;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * What the profile {@code bsd} answers to every kind of segment in every state, through the agent's device: RFC 9293 section 3.10.7
 * and RFC 5961 as FreeBSD has them.
 *
 * <p>A cell says what is sent and, behind {@code >}, the state that follows if it is another. {@code a} is an acknowledgement of what
 * was sent last and came last, {@code f} the same with the FIN that waits for its acknowledgement, {@code +n} that n more are
 * acknowledged; {@code ~}: not at once. {@code r} is a reset with the segment's own acknowledgement as its number, {@code R} one that
 * acknowledges the segment, {@code S} the SYN/ACK (again, or of a new connection), {@code -} nothing.
 */
@Timeout(120)
final class StateEventTest {
    private static final int ISN = 5_000;
    private static final int GAP = 30_000;
    private static final int BEYOND = 70_000;

    /** Letters behind c: the application has closed; else it has shut down its direction where the state says so. */
    private static final String SYNCHRONISED = """
            event             E      CW  F1     F1c    F2     F2c    CG   CGc  LA   LAc  TW
            syn               a      a   a      a      a      a      a    a    a    a    -
            syn-1             a      a   a      a      a      a      a    a    a    a    -
            syn-1000          a      a   a      a      a      a      a    a    a    a    -
            syn+gap           a      a   a      a      a      a      a    a    a    a    S
            syn+beyond        a      a   a      a      a      a      a    a    a    a    S
            syn.ack           a      a   a      a      a      a      a    a    a    a    a
            ack               -      -   -      -      -      -      -    -    -    -    -
            ack.all           -      -   ->F2   ->F2   -      -      ->TW ->TW ->CL ->CL -
            ack-1             a      a   f      f      a      a      f    f    f    f    a
            ack-1.all         a      a   a>F2   a>F2   a      a      a>TW a>TW ->CL ->CL a
            ack+gap           -      -   -      -      -      -      -    -    -    -    a
            ack+beyond        a      a   f      f      a      a      f    f    f    f    a
            ack.unsent        a      a   f      f      a      a      f    f    f    f    a
            fin.ack           a+1>CW -   f+1>CG f+1>CG a+1>TW a+1>TW -    -    -    -    a
            fin.ack.all       a+1>CW -   a+1>TW a+1>TW a+1>TW a+1>TW ->TW ->TW ->CL ->CL a
            fin.ack-1         a      a   f      f      a      a      f    f    f    f    a
            fin.ack+gap       a      -   f      f      a      a      -    -    -    -    a
            fin.ack+beyond    a      a   f      f      a      a      f    f    f    f    a
            fin               -      -   -      -      -      -      -    -    -    -    -
            none              -      -   -      -      -      -      -    -    -    -    -
            rst               ->CL   ->CL ->CL  ->CL   ->CL   ->CL   ->CL ->CL ->CL ->CL -
            rst.ack           ->CL   ->CL ->CL  ->CL   ->CL   ->CL   ->CL ->CL ->CL ->CL -
            rst-1             -      -   -      -      -      -      -    -    -    -    -
            rst+gap           a      a   a      a      a      a      a    a    a    a    -
            rst+beyond        -      -   -      -      -      -      -    -    -    -    -
            data.ack          a+10~  -   f+10~  r>CL   a+10~  r>CL   -    r>CL -    r>CL a
            data.ack+gap      a      -   f      r>CL   a      r>CL   -    r>CL -    r>CL a
            data.ack+beyond   a      a   f      r>CL   a      r>CL   f    r>CL f    r>CL a
            data              -      -   -      R>CL   -      R>CL   -    R>CL -    R>CL -
            data.fin.ack      a+11>CW -  f+11>CG r>CL  a+11>TW r>CL  -    r>CL -    r>CL a
            old.ack           a      a   f      f      a      a      f    f    f    f    a
            old               a      a   f      f      a      a      f    f    f    f    -
            """;

    private static final String OPENING = """
            event             CL LI   SS       SR     SB
            syn               R  S    S>SR     S      S
            syn+gap           R  S    S>SR     S      -
            syn.fin           R  S    *        S      *
            syn.data          R  S    *        S      *
            syn.rst           -  -    -        -      -
            syn.ack           r  r    a>E      r>CL   a>E
            syn.ack.unsent    r  r    r        r>CL   r
            syn.ack.old       r  r    r        r>CL   r
            syn.ack.data      r  r    a+10>E   r>CL   *
            syn.fin.ack       r  r    a+1>CW   r>CL   *
            ack               r  r    -        ->E    ->E
            ack.unsent        r  r    r        r>CL   r
            ack.old           r  r    r        r>CL   r
            ack+gap           r  r    -        ->E    ->E
            ack+beyond        r  r    -        r>CL   S
            fin               R  -    -        -      -
            fin.ack           r  r    -        a+1>CW a+1>CW
            fin.ack.old       r  r    r        r>CL   r
            data              R  -    -        -      -
            data.ack          r  r    -        a+10~>E a+10~>E
            none              R  -    -        -      -
            rst               -  -    -        ->CL   ->CL
            rst.ack           -  -    ->CL     ->CL   ->CL
            rst.ack.unsent    -  -    -        ->CL   ->CL
            rst+gap           -  -    -        a      a
            rst-1             -  -    -        -      -
            rst+beyond        -  -    -        -      -
            """;

    /**
     * What calls answer, and what they send; {@code p} is data, {@code Q} a reset that says what was sent and received last. A call
     * without another answer gives 0.
     */
    private static final String CALLS = """
            call     SS           E             CW            F1           F2           CG           LA           TW
            write    !ENOTCONN,-  5,p           5,p           !EPIPE,-     !EPIPE,-     !EPIPE,-     !EPIPE,-     !EPIPE,-
            read     !EAGAIN,-    !EAGAIN,-     0,-           !EAGAIN,-    !EAGAIN,-    0,-          0,-          0,-
            shutdown 0,-          0,F>F1        0,F>LA        0,-          0,-          0,-          0,-          !ENOTCONN,-
            close    0,->CL       0,F>F1        0,F>LA        0,-          0,-          0,-          0,-          0,-
            abort    0,->CL       0,Q>CL        0,Q>CL        0,Q>CL       0,Q>CL       0,Q>CL       0,Q>CL       *
            connect  !EALREADY,-  !EISCONN,-    !EISCONN,-    !EISCONN,-   !EISCONN,-   !EISCONN,-   !EISCONN,-   !EISCONN,-
            """;

    /** The same where there is no connection. */
    private static final String UNCONNECTED = """
            call     CL           LI
            write    !ENOTCONN,-  !ENOTCONN,-
            read     !ENOTCONN,-  !ENOTCONN,-
            shutdown !ENOTCONN,-  !ENOTCONN,-
            close    0,-          0,-
            connect  *            !EOPNOTSUPP,-
            """;

    @RegisterExtension
    final TwoAgents agents = new TwoAgents(WireProfile.BSD, 1);

    private int port = 1000;

    @TestFactory
    List<DynamicTest> whatSynchronisedStatesAnswer() {
        return all(SYNCHRONISED);
    }

    @TestFactory
    List<DynamicTest> whatTheOthersAnswer() {
        return all(OPENING);
    }

    @TestFactory
    List<DynamicTest> whatCallsDo() {
        return all(CALLS);
    }

    @TestFactory
    List<DynamicTest> whatCallsDoWithoutAConnection() {
        return all(UNCONNECTED);
    }

    private List<DynamicTest> all(String table) {
        List<DynamicTest> tests = new ArrayList<>();
        String[] states = table.lines().findFirst().orElseThrow().split(" +");
        table.lines().skip(1).forEach(line -> {
            String[] cells = line.split(" +");
            for (int i = 1; i < cells.length; i++) {
                String cell = cells[i];
                String state = states[i];
                if (!cell.equals("*")) {
                    tests.add(DynamicTest.dynamicTest(state + " " + cells[0], () -> new Case(state, port++).tried(cells[0], cell)));
                }
            }
        });
        return tests;
    }

    /** One connection of its own, brought into a state. */
    private final class Case {
        private final String state;
        private final int agentPort;
        private final RawPeer peer;
        private int listener = -1;
        private int socket = -1;
        private int iss;
        /** What the peer sends next, and what the agent does. */
        private int next = ISN;
        private int ours;
        private boolean finOut;
        /** The event: flags, numbers, length. */
        private int[] segment;

        Case(String state, int agentPort) {
            this.state = state;
            this.agentPort = agentPort;
            this.peer = new RawPeer(agents.wire.left, agentPort, 40_000);
        }

        private void ask(String request, Object... arguments) {
            agents.left.ask(request, arguments);
        }

        private void send(int flags, int length) {
            peer.send(flags, next, ours, length);
            next += length + ((flags & (SYN | FIN)) != 0 ? 1 : 0);
            ask("sync");
        }

        private void bring() {
            boolean client = state.equals("SS") || state.equals("SB");
            if (state.equals("CL")) {
                ours = 77;
                socket = agents.left.number("socket inet 2049 tcp");
                return;
            }
            listener = agents.left.number("socket inet 2049 tcp");
            ask("bind %d 10.0.0.1 %d", listener, agentPort);
            if (client) {
                ask("connect %d 10.0.0.77 40000", listener);
                socket = listener;
                iss = peer.sent().getFirst().seq();
                ours = iss + 1;
                if (state.equals("SB")) {
                    send(SYN, 0);
                }
                return;
            }
            ask("listen %d 5", listener);
            if (state.equals("LI")) {
                ours = 77;
                return;
            }
            send(SYN, 0);
            iss = peer.sent().getFirst().seq();
            ours = iss + 1;
            if (!state.equals("SR")) {
                send(ACK, 0);
                socket = agents.left.number("accept %d", listener);
                onwards();
            }
        }

        private void onwards() {
            boolean passive = state.startsWith("CW") || state.startsWith("LA");
            if (passive) {
                send(FIN | ACK, 0);
            }
            if (state.equals("E") || state.equals("CW")) {
                return;
            }
            ask(state.endsWith("c") ? "close %d" : "shutdown %d wr", socket);
            ours++;
            finOut = true;
            if (state.startsWith("CG")) {
                ours--;
                send(FIN | ACK, 0);
                ours++;
            } else if (state.startsWith("F2") || state.equals("TW")) {
                send(ACK, 0);
                finOut = false;
                if (state.equals("TW")) {
                    send(FIN | ACK, 0);
                }
            }
        }

        private String now() {
            String listed = agents.left.command("ss -tanH").lines().filter(l -> l.contains("10.0.0.1:" + agentPort + " ") && !l.contains("LISTEN"))
                    .map(l -> l.split(" +")[1]).collect(Collectors.joining(","));
            return switch (listed) {
                case "" -> listener >= 0 && socket < 0 && state.equals("LI") ? "LI" : "CL";
                case "ESTAB" -> "E";
                case "CLOSE-WAIT" -> "CW";
                case "FIN-WAIT-1" -> "F1";
                case "FIN-WAIT-2" -> "F2";
                case "CLOSING" -> "CG";
                case "LAST-ACK" -> "LA";
                case "TIME-WAIT" -> "TW";
                case "SYN-SENT" -> "SS";
                case "SYN-RECV" -> "SR";
                default -> listed;
            };
        }

        private void event(String name) {
            List<String> words = Arrays.asList(name.split("[.+-]"));
            int at = name.contains("+gap") ? GAP : name.contains("+beyond") ? BEYOND : name.contains("-1000") ? -1000 : name.contains("-1") ? -1 : 0;
            int flags = (words.contains("syn") ? SYN : 0) | (words.contains("ack") ? ACK : 0) | (words.contains("fin") ? FIN : 0)
                    | (words.contains("rst") ? RST : 0);
            int length = words.contains("data") ? 10 : 0;
            int ack = finOut ? ours - 1 : ours;
            if (words.contains("old") && words.getFirst().equals("old")) {
                at = -1;
                length = 1;
            } else if (words.contains("old")) {
                ack = ours - 1;
            }
            ack = words.contains("all") ? ours : words.contains("unsent") ? ours + 1000 : ack;
            int seq = next + at - ((flags & SYN) != 0 && (state.equals("SR") || state.equals("SB")) ? 1 : 0);
            segment = new int[] {flags, seq, ack, length};
            peer.send(flags, seq, ack, length);
            ask("sync");
        }

        private String shown(RawPeer.Segment s) {
            int length = segment[3] + ((segment[0] & SYN) != 0 ? 1 : 0) + ((segment[0] & FIN) != 0 ? 1 : 0);
            int more = s.ack() - next;
            String plus = more == 0 ? "" : "+" + more;
            boolean first = state.equals("SS");
            if (s.flags() == ACK && s.seq() == ours) {
                return "a" + (first ? more == 1 ? "" : "+" + (more - 1) : plus);
            }
            if (s.flags() == (FIN | ACK) && s.seq() == ours - 1) {
                return "f" + plus;
            }
            if (s.flags() == RST && s.seq() == segment[2]) {
                return "r";
            }
            if (s.flags() == (RST | ACK) && s.seq() == 0 && s.ack() == segment[1] + length) {
                return "R";
            }
            if (s.flags() == (SYN | ACK)) {
                boolean again = state.equals("SR") || state.equals("SB");
                return s.ack() == (again ? ISN + 1 : segment[1] + 1) ? "S" : "S" + (s.ack() - segment[1]);
            }
            return "flags=" + s.flags() + ",seq" + (s.seq() - ours) + ",ack" + more;
        }

        private void called(String call, String cell, String stood) {
            String request = switch (call) {
                case "write" -> "write %d 5";
                case "read" -> "read %d 5";
                case "shutdown" -> "shutdown %d wr";
                case "connect" -> "connect %d 10.0.0.77 40000";
                default -> "close %d";
            };
            int fd = socket < 0 ? listener : socket;
            ask("fcntl %d setfl 2048", fd);
            if (call.equals("abort")) {
                ask("setsockopt %d 1 13 8 0100000000000000", fd); // SO_LINGER of 0
            }
            String told = agents.left.ask(request, fd).replace("= ", "").replace("! ", "!");
            String sent = peer.sent().stream().map(s -> s.length() > 0 ? "p" : s.flags() == (FIN | ACK) && s.seq() == ours ? "F"
                    : s.flags() == (RST | ACK) && s.seq() == ours && s.ack() == next ? "Q" : shown(s)).collect(Collectors.joining(","));
            String after = now();
            assertEquals(cell, told + "," + (sent.isEmpty() ? "-" : sent) + (after.equals(stood) ? "" : ">" + after));
        }

        void tried(String event, String cell) {
            bring();
            peer.sent();
            String stood = state.replace("c", "");
            boolean told = !state.equals("SB");
            if (told) {
                assertEquals(stood, now(), "it was not brought into the state");
            }
            if (CALLS.contains("\n" + event + " ")) {
                called(event, cell, stood);
                return;
            }
            event(event);
            boolean later = cell.contains("~");
            List<RawPeer.Segment> answers = peer.sent();
            if (later) {
                assertEquals(List.of(), answers.stream().map(this::shown).toList(), "at once");
                long end = System.nanoTime() + 20_000_000_000L;
                while (answers.isEmpty() && System.nanoTime() < end) {
                    Thread.onSpinWait();
                    answers = peer.sent();
                }
            }
            String answer = answers.isEmpty() ? "-" : answers.stream().map(this::shown).collect(Collectors.joining(","));
            String after = now();
            boolean changed = !after.equals(stood.equals("SB") ? "SR" : stood) && !answer.equals("S") || cell.contains(">SR");
            assertEquals(cell.replace("~", ""), answer + (changed ? ">" + after : ""));
        }
    }
}
