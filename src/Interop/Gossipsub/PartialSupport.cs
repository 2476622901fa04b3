namespace Consensoor.Interop.Gossipsub;

/// <summary>What a node does with partial messages in a topic (`partial-messages.md` of libp2p, `SubOpts`).</summary>
[Flags]
public enum PartialSupport
{
    /// <summary>It takes and sends whole messages only.</summary>
    None = 0,
    /// <summary>`supportsSendingPartial`: it answers who asks for parts, and takes whole messages.</summary>
    Sends = 1,
    /// <summary>`requestsPartial`: it is to be sent parts, not whole messages. Who requests them sends them too.</summary>
    Requests = 2,
}
