namespace Consensoor.Interop.Keys.Keystores;

/// <summary>Says why a file gave no key. It holds neither password nor key.</summary>
public sealed record KeystoreRefusal(string File, KeystoreFault Fault, string Reason)
{
    /// <inheritdoc/>
    public override string ToString() => $"{File}: {Reason}";
}
