namespace Consensoor.Interop.Keys.SlashingProtection;

/// <summary>The steps between a request and its signature, in their order; a test ends the process between every two of them.</summary>
public enum SigningStep
{
    /// <summary>The request has arrived, and nothing of it was looked at.</summary>
    Received,

    /// <summary>The rules allow it; nothing is written.</summary>
    Checked,

    /// <summary>It is written in a transaction that is still open.</summary>
    Written,

    /// <summary>The transaction is committed, and flushed to the disk.</summary>
    Committed,

    /// <summary>The signature exists and has not left.</summary>
    Signed,

    /// <summary>The signature has left for who asked.</summary>
    Answered,
}
