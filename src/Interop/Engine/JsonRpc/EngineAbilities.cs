namespace Consensoor.Interop.Engine.JsonRpc;

/// <summary>
/// What an execution layer can: what it said it speaks, where it said so, less what it then did not know. Its word is taken for the order
/// in which versions are tried, not as a reason to try none. For many threads.
/// </summary>
internal sealed class EngineAbilities
{
    private readonly Lock _lock = new();
    private readonly HashSet<string> _unknown = new(StringComparer.Ordinal);
    private IReadOnlySet<string>? _spoken;

    /// <summary>What it said it speaks; null where it did not say.</summary>
    public IReadOnlySet<string>? Spoken
    {
        get
        {
            lock (_lock)
            {
                return _spoken;
            }
        }
    }

    /// <summary>Begins anew with what it says at a connection; null where it does not say.</summary>
    public void Learn(IReadOnlySet<string>? spoken)
    {
        lock (_lock)
        {
            _spoken = spoken;
            _unknown.Clear();
        }
    }

    /// <summary>It does not know a method, whatever it said.</summary>
    public void NotFound(string method)
    {
        lock (_lock)
        {
            // Only methods of ours are asked for, so there are few.
            _unknown.Add(method);
        }
    }

    /// <summary>
    /// Orders methods, the best first: those it speaks, then those of which it did not say so; none that it does not know.
    /// </summary>
    public IReadOnlyList<string> Order(IEnumerable<string> methods)
    {
        lock (_lock)
        {
            return [.. methods.Where(method => !_unknown.Contains(method)).OrderBy(method => _spoken?.Contains(method) == false)];
        }
    }
}
