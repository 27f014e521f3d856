package mptcp.web.access;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;

/**
 * Lets in who has the token, from this machine, and nobody else who has the user's browser ask: the name in the address
 * has to be one of the loopback interface (otherwise a name of somebody else that is made to mean 127.0.0.1 would be
 * taken for it), and a page of another origin is refused whatever it asks for. The token travels in a header that only
 * the page's own code sets, never in a cookie that a browser adds by itself. The files of the page are the same for
 * everybody, and need no token. Any thread.
 */
public final class Gate {
    /** Of what needs the token. */
    public static final String API = "/api/";

    /** Where Prometheus asks. */
    public static final String METRICS = "/metrics";

    /** The one thing that changes something. */
    public static final String RUN = API + "run";

    private static final String SCHEME = "Bearer ";
    private static final int TOKEN_BYTES = 32;
    private static final Set<String> NO_OTHER_SITE = Set.of("same-origin", "none");

    private final byte[] authorization;

    public Gate(String token) {
        authorization = (SCHEME + token).getBytes(UTF_8);
    }

    /** A new token: 256 random bits. */
    public static String token() {
        byte[] bytes = new byte[TOKEN_BYTES];
        new SecureRandom().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    /** @return why it is not answered; empty: it is */
    public Optional<Refusal> refuses(Question q) {
        if (!isOurs(q.host(), q.port())) {
            return Optional.of(Refusal.FOREIGN_HOST);
        }
        boolean foreign = q.origin() != null && !q.origin().equals("http://" + q.host())
                || q.fetchSite() != null && !NO_OTHER_SITE.contains(q.fetchSite());
        if (foreign) {
            return Optional.of(Refusal.FOREIGN_ORIGIN);
        }
        boolean run = q.path().equals(RUN);
        if (!q.method().equals(run ? "POST" : "GET")) {
            return Optional.of(Refusal.METHOD);
        }
        boolean secret = q.path().startsWith(API) || q.path().equals(METRICS);
        return secret && !knows(q.authorization()) ? Optional.of(Refusal.NO_TOKEN) : Optional.empty();
    }

    private static boolean isOurs(String host, int port) {
        return host != null
                && Set.of("127.0.0.1:" + port, "localhost:" + port, "[::1]:" + port).contains(host);
    }

    /** In constant time. */
    private boolean knows(String said) {
        return said != null && MessageDigest.isEqual(said.getBytes(UTF_8), authorization);
    }
}
