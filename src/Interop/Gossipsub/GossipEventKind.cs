namespace Consensoor.Interop.Gossipsub;

/// <summary>What happened in the router that an operator may want to know.</summary>
public enum GossipEventKind
{
    /// <summary>A peer subscribed to a topic.</summary>
    Subscribed,
    /// <summary>A peer left a topic.</summary>
    Unsubscribed,
    /// <summary>A peer entered the mesh of a topic.</summary>
    Grafted,
    /// <summary>A peer left the mesh of a topic.</summary>
    Pruned,
    /// <summary>A peer did what costs it score.</summary>
    Penalized,
    /// <summary>A peer sent what is no RPC: its stream is to be closed.</summary>
    Malformed,
    /// <summary>A peer's score fell below the graylist threshold: it is to be left.</summary>
    Graylisted,
    /// <summary>A message was dropped without a verdict, since too much waits for one or nobody judged it in time.</summary>
    Dropped,
    /// <summary>A peer wants no copy of the message Id any more.</summary>
    NotWanted,
}
