package mptcp.interop.dialogue;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Dialogues that chance makes, the same for the same seed: a handshake of some kind, then segments, calls and time. */
final class GeneratedDialogues {
    private static final String[] SYN_OPTIONS = {" <mss/1000,sok,ts0,nop,ws/7>", " <mss/1000,sok,nop,nop,nop,ws/7>", " <mss/1000>", ""};
    private static final String[] FLAGS = {".", "P.", ".", "P.", "F.", "R", "R.", "S", "S."};

    private final SplittableRandom random;
    private final List<String> steps = new ArrayList<>();
    private boolean timestamps;
    private boolean sack;
    private int socket;
    /** What the peer has sent in order, and what the subject was given to send. */
    private int sent = 1;
    private int written;

    private GeneratedDialogues(long seed) {
        random = new SplittableRandom(seed);
    }

    static Dialogue of(long seed) {
        GeneratedDialogues g = new GeneratedDialogues(seed);
        g.open();
        int steps = 4 + g.random.nextInt(6);
        for (int i = 0; i < steps; i++) {
            g.step();
        }
        return new Dialogue("seed " + seed, List.copyOf(g.steps));
    }

    private void open() {
        int options = random.nextInt(SYN_OPTIONS.length);
        timestamps = options == 0;
        sack = options <= 1;
        boolean opens = random.nextInt(3) == 0;
        steps.add("socket inet 2049 tcp");
        if (opens) {
            socket = 3;
            steps.add("connect 3 192.168.10.1 9000");
            steps.add("< S. 0(0) ack 1 win 32000" + SYN_OPTIONS[options].replace("ts0", "ts"));
            return;
        }
        socket = 4;
        steps.add("bind 3 192.168.0.1 8080");
        steps.add("listen 3 5");
        steps.add("< S 0(0) win 32000" + SYN_OPTIONS[options]);
        steps.add("< . 1(0) ack 1 win 500" + usual());
        steps.add("accept 3");
        steps.add("fcntl 4 setfl 2050");
    }

    private String usual() {
        return timestamps ? " <nop,nop,ts>" : "";
    }

    private void step() {
        switch (random.nextInt(12)) {
            case 0, 1, 2 -> inOrder();
            case 3 -> odd();
            case 4, 5 -> acknowledge();
            case 6, 7 -> write();
            case 8 -> steps.add("read " + socket + " " + (1 + random.nextInt(3000)));
            case 9 -> steps.add(new String[] {"shutdown " + socket + " wr", "poll 0 " + socket + ":8223", "ioctl " + socket + " inq",
                "getsockopt " + socket + " 1 4 4"}[random.nextInt(4)]);
            case 10 -> steps.add("< P. " + (sent + 1 + random.nextInt(3000)) + "(" + (1 + random.nextInt(1000)) + ") ack 1 win 500" + usual());
            default -> steps.add("+" + (60 + random.nextInt(3) * 10));
        }
    }

    private void inOrder() {
        int length = 1 + random.nextInt(1000);
        steps.add("< P. " + sent + "(" + length + ") ack " + (1 + random.nextInt(written + 1)) + " win 500" + usual());
        sent += length;
    }

    private void odd() {
        int at = sent + random.nextInt(5) * 1000 - 2000;
        int length = random.nextInt(3) == 0 ? 0 : random.nextInt(1000);
        String flags = FLAGS[random.nextInt(FLAGS.length)];
        boolean acks = flags.contains(".");
        steps.add("< " + flags + " " + at + "(" + (flags.contains("S") || flags.contains("R") ? 0 : length) + ")"
                + (acks ? " ack " + (random.nextInt(written + 1000) - 200) : "") + " win 500" + (flags.contains("R") ? "" : usual()));
    }

    private void acknowledge() {
        int ack = 1 + random.nextInt(written + 1);
        String options = usual();
        if (sack && ack + 2000 < written && random.nextBoolean()) {
            String block = "sack/" + (ack + 1000) + "-" + (ack + 2000);
            options = timestamps ? " <nop,nop,ts,nop,nop," + block + ">" : " <nop,nop," + block + ">";
        }
        steps.add("< . " + sent + "(0) ack " + ack + " win " + (random.nextInt(4) == 0 ? random.nextInt(3000) : 500) + options);
    }

    private void write() {
        int bytes = random.nextInt(3) == 0 ? 1 + random.nextInt(20_000) : 1 + random.nextInt(1500);
        steps.add("write " + socket + " " + bytes);
        written += bytes;
    }
}
