package mptcp.web.view;

import java.util.Map;

/** Answers one kind of question. Any thread. */
@FunctionalInterface
public interface Answer {
    /**
     * @param query what stands behind the question mark of the address
     * @return maps, collections, records, numbers and texts, to be written as JSON
     * @throws NotThere if what is asked for is not there (any more)
     */
    Object of(Map<String, String> query) throws NotThere;
}
