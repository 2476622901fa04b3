namespace Consensoor.Hosting;

/// <summary>
/// Names the health checks that come with a node; each has its tag, by which routes of a host choose, and says what the node's own route
/// of that name does.
/// </summary>
public static class ConsensoorHealth
{
    /// <summary>The check that holds once chain and record of the node are there.</summary>
    public const string Startup = "consensoor-startup";

    /// <summary>The check that holds while the chain follows the clock, and while it starts.</summary>
    public const string Live = "consensoor-live";

    /// <summary>The check that holds while the node is of use to validators: started, at the head, with its execution layer.</summary>
    public const string Ready = "consensoor-ready";

    /// <summary>The tag of <see cref="Startup"/>.</summary>
    public const string StartupTag = "startup";

    /// <summary>The tag of <see cref="Live"/>.</summary>
    public const string LiveTag = "live";

    /// <summary>The tag of <see cref="Ready"/>.</summary>
    public const string ReadyTag = "ready";
}
