namespace Consensoor.Interop.Gossipsub;

/// <summary>How urgent a frame is where a peer is slow; the most urgent first. What is least urgent may be dropped first.</summary>
public enum FramePriority
{
    /// <summary>Subscriptions, GRAFT, PRUNE, IDONTWANT: never dropped, a peer that does not take them is closed.</summary>
    Control,
    /// <summary>A message of this node's own.</summary>
    Own,
    /// <summary>A message that was accepted and goes on.</summary>
    Forward,
    /// <summary>IHAVE, IWANT and answers to IWANT.</summary>
    Gossip,
}
