package mptcp.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import mptcp.lab.socket.Protocol;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The same conversation twice, with the ends exchanged: what the kernel sends as a client our stack sends as one, and as servers
 * they do too, segment by segment but for values that nobody can know and for how often something is repeated, which is a matter
 * of time. The first difference is shown. Letters are steps: {@code c5} has the client write 5 bytes, {@code S} the server end.
 */
@Timeout(60)
final class DifferenceTest {
    private static final long SEED = 7;
    private static final int GENERATED = 12;
    private static final int[] SIZES = {1, 5, 100, 1000};

    @RegisterExtension
    static final SharedLab LAB = new SharedLab();

    static Stream<Arguments> dialogues() {
        List<String> all = new ArrayList<>(List.of("c5 s5 C S", "c5 s5 S C", "c5 C S", "c5 S C", "s5 C S", "s5 S C", "C S", "S C"));
        SplittableRandom random = new SplittableRandom(SEED);
        for (int i = 0; i < GENERATED; i++) {
            StringBuilder dialogue = new StringBuilder();
            for (int steps = 1 + random.nextInt(4); steps > 0; steps--) {
                dialogue.append(random.nextBoolean() ? "c" : "s").append(SIZES[random.nextInt(SIZES.length)]).append(' ');
            }
            all.add(dialogue + (random.nextBoolean() ? "C S" : "S C"));
        }
        return Stream.of(Protocol.values()).flatMap(p -> all.stream().map(d -> Arguments.of(p, d)));
    }

    /** What client and server sent. */
    private record Sent(List<String> client, List<String> server) {}

    @ParameterizedTest
    @MethodSource("dialogues")
    void bothSendTheSame(Protocol protocol, String dialogue) throws Exception {
        Sent weOpen = run(protocol, Role.CLIENT, dialogue);
        Sent kernelOpens = run(protocol, Role.SERVER, dialogue);
        assertEquals(text(kernelOpens.client), text(weOpen.client), "clients");
        assertEquals(text(weOpen.server), text(kernelOpens.server), "servers");
    }

    /**
     * Without an acknowledgement whose numbers the FIN behind it repeats: the kernel sends it if the FIN that it acknowledges is
     * taken before the DATA_ACK beside it, which another thread of the kernel does.
     */
    private static String text(List<String> lines) {
        StringBuilder kept = new StringBuilder();
        for (int i = 0; i < lines.size(); i++) {
            String numbers = lines.get(i).replaceAll(" length.*", "");
            boolean race = i + 1 < lines.size() && lines.get(i + 1).startsWith("F" + numbers + " ");
            kept.append(race && lines.get(i).contains("length 0") ? "" : lines.get(i) + "\n");
        }
        return kept.toString();
    }

    private static Sent run(Protocol protocol, Role role, String dialogue) throws Exception {
        List<WireLog> logs = new ArrayList<>();
        try (Trial trial = new Trial(LAB.lab(), protocol, c -> c.mptcpVersion(protocol == Protocol.TCP ? -1 : 1), link -> {
            logs.add(new WireLog(link));
            return logs.getLast();
        })) {
            Conversation c = trial.connect(role, Trial.IPV4);
            WireLog log = logs.getFirst();
            End ours = End.of(c.ours());
            End theirs = End.of(c.theirs());
            for (String step : dialogue.split(" ")) {
                boolean client = Character.toLowerCase(step.charAt(0)) == 'c';
                End actor = client == (role == Role.CLIENT) ? ours : theirs;
                End other = actor == ours ? theirs : ours;
                if (step.length() == 1) {
                    actor.shutdownOutput();
                    read(other, 1);
                } else {
                    int bytes = Integer.parseInt(step.substring(1));
                    actor.write(ByteBuffer.allocateDirect(bytes));
                    read(other, bytes);
                }
                settle(log);
            }
            if (!hasFin(log.ours()) || !hasFin(log.theirs())) { // a busy machine's kernel takes its time
                Await.until("both FINs", Await.SECONDS, () -> log.ours() + "\n" + log.theirs(),
                        () -> hasFin(log.ours()) && hasFin(log.theirs()));
                settle(log);
            }
            return role == Role.CLIENT ? new Sent(log.ours(), log.theirs()) : new Sent(log.theirs(), log.ours());
        }
    }

    private static boolean hasFin(List<String> sent) {
        return sent.stream().anyMatch(line -> line.startsWith("F"));
    }

    /** So many bytes, or to the end. */
    private static void read(End end, int bytes) throws Exception {
        ByteBuffer target = ByteBuffer.allocateDirect(bytes);
        while (target.hasRemaining() && end.read(target) >= 0) {
            continue;
        }
    }

    /** Until nothing was sent for a while, longer than acknowledgements are delayed. */
    private static void settle(WireLog log) throws Exception {
        int[] seen = {-1};
        long[] since = {System.nanoTime()};
        Await.until("silence", Await.SECONDS, () -> log.ours() + "\n" + log.theirs(), () -> {
            int now = log.ours().size() + log.theirs().size();
            if (now != seen[0]) {
                seen[0] = now;
                since[0] = System.nanoTime();
            }
            return System.nanoTime() - since[0] > 120_000_000;
        });
    }
}
