namespace Consensoor.Spec.Gossip;

/// <summary>What the execution layer said of a block's payload (`bellatrix/p2p-interface.md`, PAYLOAD_STATUS_*).</summary>
public enum PayloadValidationStatus
{
    /// <summary>Nothing yet.</summary>
    NotValidated,

    /// <summary>Valid.</summary>
    Valid,

    /// <summary>Invalid.</summary>
    Invalidated,
}
