namespace Consensoor.Spec.Gossip;

/// <summary>What the execution layer said of a block's payload (`bellatrix/p2p-interface.md`, PAYLOAD_STATUS_*).</summary>
public enum PayloadValidationStatus
{
    /// <summary>The execution layer has not answered, or is syncing (PAYLOAD_STATUS_NOT_VALIDATED).</summary>
    NotValidated,

    /// <summary>The execution layer found the payload valid (PAYLOAD_STATUS_VALID).</summary>
    Valid,

    /// <summary>The execution layer found the payload invalid (PAYLOAD_STATUS_INVALIDATED).</summary>
    Invalidated,
}
