namespace Consensoor.Interop.Keys.Keystores;

/// <summary>
/// What keystores gave: keys, each once, in the order of their files, why other files gave none, and how many could not be locked since
/// their folder is not to be written to. Disposing of it zeroes the keys and lets the locks go.
/// </summary>
public sealed class LoadedKeystores : IDisposable
{
    // Of files whose key another file has too.
    private readonly IReadOnlyList<KeystoreLock> _further;

    internal LoadedKeystores(
        IReadOnlyList<LoadedKey> keys, IReadOnlyList<KeystoreRefusal> refusals, IReadOnlyList<KeystoreLock> further, int unlocked) =>
        (Keys, Refusals, _further, Unlocked) = (keys, refusals, further, unlocked);

    /// <summary>The keys.</summary>
    public IReadOnlyList<LoadedKey> Keys { get; }

    /// <summary>Why files gave no key.</summary>
    public IReadOnlyList<KeystoreRefusal> Refusals { get; }

    /// <summary>How many keystores were opened without a lock.</summary>
    public int Unlocked { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var key in Keys)
        {
            key.Secret.Dispose();
            key.Lock?.Dispose();
        }

        foreach (var taken in _further)
        {
            taken.Dispose();
        }
    }
}
