package mptcp.socketagent;

import mptcp.socketagent.socket.CallException;
import mptcp.socketagent.socket.Errno;

/** The words of a request, taken one after the other; a missing or wrong one ends the request with EINVAL. */
final class Words {
    private static final int LARGEST_PORT = 0xffff;

    private final String line;
    private final String[] words;
    private int at;

    Words(String line) {
        this.line = line;
        this.words = line.split(" +");
    }

    boolean hasNext() {
        return at < words.length;
    }

    String at(int index) {
        return words[index];
    }

    String next() throws CallException {
        if (!hasNext()) {
            throw new CallException(Errno.EINVAL);
        }
        return words[at++];
    }

    /** What follows the first word, as it stands. */
    String rest() {
        int blank = line.indexOf(' ');
        at = words.length;
        return blank < 0 ? "" : line.substring(blank + 1);
    }

    /** Decimal, or hexadecimal with 0x. */
    long number() throws CallException {
        String word = next();
        try {
            return word.startsWith("0x") ? Long.parseUnsignedLong(word.substring(2), 16)
                    : word.startsWith("-") ? Long.parseLong(word) : Long.parseUnsignedLong(word);
        } catch (NumberFormatException e) {
            throw new CallException(Errno.EINVAL);
        }
    }

    int integer() throws CallException {
        return (int) number();
    }

    /** A count of bytes. */
    long count() throws CallException {
        long count = number();
        if (count < 0) {
            throw new CallException(Errno.EINVAL);
        }
        return count;
    }

    int port() throws CallException {
        long port = number();
        if (port < 0 || port > LARGEST_PORT) {
            throw new CallException(Errno.EINVAL);
        }
        return (int) port;
    }

    /** So many bytes, most significant first. */
    long hex(int bytes) throws CallException {
        String word = next();
        if (word.length() != 2 * bytes) {
            throw new CallException(Errno.EINVAL);
        }
        try {
            return Long.parseUnsignedLong(word, 16);
        } catch (NumberFormatException e) {
            throw new CallException(Errno.EINVAL);
        }
    }
}
