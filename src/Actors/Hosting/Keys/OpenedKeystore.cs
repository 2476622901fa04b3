using Consensoor.Interop.Keys;
using Consensoor.Interop.Keys.Passwords;

namespace Consensoor.Actors.Hosting.Keys;

/// <summary>A keystore that was opened, with its key, password and text; or why it gave no key.</summary>
internal sealed class OpenedKeystore(
    BLSPubkey pubkey, SecretKey? secret, KeystorePassword? password, byte[] json, string derivation, string? problem) : IDisposable
{
    private bool _isTaken;

    /// <summary>The public key.</summary>
    public BLSPubkey Pubkey => pubkey;

    /// <summary>The password, for its file.</summary>
    public KeystorePassword? Password => password;

    /// <summary>The keystore as it was given.</summary>
    public byte[] Json => json;

    /// <summary>The path that the keystore says it was derived by.</summary>
    public string Derivation => derivation;

    /// <summary>Why it gave no key; null where it did.</summary>
    public string? Problem => problem;

    /// <summary>One that gave no key.</summary>
    public static OpenedKeystore Refused(string problem) => new(default, null, null, [], "", problem);

    /// <summary>Hands the secret over to a signer, whose own it is from then on.</summary>
    public SecretKey TakeSecret()
    {
        _isTaken = true;
        return secret!;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        password?.Dispose();
        if (!_isTaken)
        {
            secret?.Dispose();
        }
    }
}
