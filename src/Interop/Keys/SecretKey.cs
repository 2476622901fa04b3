using System.Security.Cryptography;
using Consensoor.Spec.Ssz;

namespace Consensoor.Interop.Keys;

/// <summary>
/// A secret key, 32 bytes big-endian, in memory that is not moved and is zeroed when the key is unloaded. It never shows its bytes.
/// </summary>
public sealed class SecretKey : IDisposable
{
    private readonly byte[] _bytes = GC.AllocateUninitializedArray<byte>(Bytes32.Length, pinned: true);
    private volatile bool _isGone;

    /// <summary>Copies a key; throws ArgumentException where it has not 32 bytes.</summary>
    public SecretKey(ReadOnlySpan<byte> key)
    {
        if (key.Length != Bytes32.Length)
        {
            throw new ArgumentException("a secret key has 32 bytes", nameof(key));
        }

        key.CopyTo(_bytes);
    }

    /// <summary>Gives the key; throws ObjectDisposedException where it was unloaded.</summary>
    public Bytes32 Reveal()
    {
        ObjectDisposedException.ThrowIf(_isGone, this);
        return new Bytes32(_bytes);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _isGone = true;
        CryptographicOperations.ZeroMemory(_bytes);
    }

    /// <inheritdoc/>
    public override string ToString() => "a secret key";
}
