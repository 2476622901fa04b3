using Consensoor.Interop.Keys;

namespace Consensoor.Actors.Cli.Operations;

/// <summary>The secret keys of a command; disposing of it zeroes them, whatever became of the command.</summary>
internal sealed class OperationSecrets(IReadOnlyList<SecretKey> keys) : IDisposable
{
    /// <summary>The keys.</summary>
    public IReadOnlyList<SecretKey> Keys => keys;

    /// <summary>The key, where there is one alone; null where there are several.</summary>
    public SecretKey? Single => keys.Count == 1 ? keys[0] : null;

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var key in keys)
        {
            key.Dispose();
        }
    }
}
