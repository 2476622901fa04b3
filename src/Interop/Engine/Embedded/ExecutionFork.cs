namespace Consensoor.Interop.Engine.Embedded;

/// <summary>The forks of the execution layer that changed the header of a block, in their order.</summary>
public enum ExecutionFork
{
    /// <summary>Frontier to berlin.</summary>
    Frontier,

    /// <summary>Brings the base fee (EIP-1559).</summary>
    London,

    /// <summary>Brings withdrawals (EIP-4895).</summary>
    Shanghai,

    /// <summary>Brings blobs and the parent beacon block root (EIP-4844, EIP-4788).</summary>
    Cancun,

    /// <summary>Brings requests (EIP-7685).</summary>
    Prague,

    /// <summary>Brings block access lists and the slot number (EIP-7928, EIP-7843).</summary>
    Amsterdam,
}
