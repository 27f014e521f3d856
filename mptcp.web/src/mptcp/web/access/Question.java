package mptcp.web.access;

/**
 * What decides about a request: its line and these headers, null where there is none.
 *
 * @param port that it came to
 */
public record Question(String method, String path, int port, String host, String origin, String fetchSite,
        String authorization) {}
