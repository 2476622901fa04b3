namespace Consensoor.Actors.Validators;

/// <summary>
/// One kind of duties by epoch, each with the dependent root it was computed for: computed anew only where that root is another.
/// </summary>
internal sealed class PlanPart<T>(Func<Epoch, bool> isKnownAnEpochAhead)
    where T : class
{
    private readonly SortedDictionary<Epoch, (Root DependentRoot, T Duties)> _epochs = [];

    /// <summary>How often duties were computed.</summary>
    public int Computed { get; private set; }

    /// <summary>True where the duties of an epoch are known as soon as the one before begins.</summary>
    public bool IsKnownAnEpochAhead(Epoch epoch) => isKnownAnEpochAhead(epoch);

    /// <summary>The duties of an epoch, null where they are not planned.</summary>
    public T? Of(Epoch epoch) => _epochs.TryGetValue(epoch, out var planned) ? planned.Duties : null;

    /// <summary>Plans an epoch on a dependent root; null where it cannot be computed yet takes away what no longer holds.</summary>
    public void Plan(Epoch epoch, Root dependentRoot, Func<T>? compute)
    {
        if (_epochs.TryGetValue(epoch, out var planned) && planned.DependentRoot == dependentRoot)
        {
            return;
        }

        _epochs.Remove(epoch);
        if (compute is not null)
        {
            Computed++;
            _epochs.Add(epoch, (dependentRoot, compute()));
        }
    }

    /// <summary>Forgets all that was planned.</summary>
    public void Forget() => _epochs.Clear();

    /// <summary>Forgets the epochs before one.</summary>
    public void ForgetBefore(Epoch epoch)
    {
        while (_epochs.Count > 0 && _epochs.Keys.First() < epoch)
        {
            _epochs.Remove(_epochs.Keys.First());
        }
    }
}
