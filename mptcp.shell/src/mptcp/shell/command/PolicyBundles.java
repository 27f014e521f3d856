package mptcp.shell.command;

import java.util.List;

/** The bundles that offer policies, or were to: a view of the framework, or of a fake one. Any thread. */
public interface PolicyBundles {
    /** The state of a file that is no bundle of the framework. */
    String REFUSED = "REFUSED";

    /**
     * A bundle, or a file in a watched folder that did not become one.
     *
     * @param id null for a file
     * @param name a bundle's symbolic name, or a file's
     * @param version null for a file
     * @param state the framework's name of it (ACTIVE, RESOLVED, ...), or {@link #REFUSED}
     * @param problem why it does not do what was meant, or null
     */
    record Entry(Long id, String name, String version, String state, String problem) {}

    /** The policy bundles, those of watched folders, and what lies there beside them; by name. */
    List<Entry> list();

    /**
     * Finds any bundle by id or symbolic name; where no name is equal, by the only name that ends with it
     * ({@code roundrobin}).
     *
     * @throws CommandException that lists the policy bundles
     */
    Entry find(String nameOrId) throws CommandException;

    /** Starts it for as long as this framework runs. */
    void start(Entry bundle) throws CommandException;

    /** Stops it for as long as this framework runs: a new start of the shell has it again. */
    void stop(Entry bundle) throws CommandException;

    /** Reads it again from where it was installed from, or from a URL. */
    void update(Entry bundle, String url) throws CommandException;
}
