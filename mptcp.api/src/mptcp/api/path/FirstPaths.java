package mptcp.api.path;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import mptcp.api.address.Tags;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The ways on which a connection could be opened: each address of the peer that the application named, from each address of this
 * end that is of its family. Those of the address that the application named first come first, and of these the one that would be
 * taken otherwise. A path manager says here which of them get a SYN, in which order and how far apart; see {@link
 * PathManager#onOpening}, during which this is valid. Loop thread only.
 *
 * @since 2.1
 */
@ProviderType
public interface FirstPaths {
    /** Attempts never follow each other sooner, unless one has failed (RFC 8305 section 5). */
    long MIN_DELAY_NS = 10_000_000;

    /** How many ways there are, two at least. */
    int count();

    /** This end of a way. @throws IndexOutOfBoundsException if there is none of this number, as for all that take one */
    InetAddress local(int way);

    /** The peer's end of a way. */
    InetSocketAddress remote(int way);

    /** The name of the link that a way leaves by. */
    String link(int way);

    /** What is said of the link, the address and the endpoint that a way leaves from. */
    Tags tags(int way);

    /**
     * One more attempt, behind those that were named before. It begins when its time has come, or as soon as the one before it has
     * failed; no more begin once one is answered. The first begins at once.
     *
     * @param way each at most once
     * @param afterNs how long after the one before, at least {@link #MIN_DELAY_NS}; {@link Long#MAX_VALUE}: only if that fails,
     *     or has not been answered when Multipath TCP is given up on a path ({@link mptcp.api.socket.StackConfig#mptcpSynRetries})
     * @throws IllegalArgumentException if the way was named already, or the time is negative
     */
    void attempt(int way, long afterNs);
}
