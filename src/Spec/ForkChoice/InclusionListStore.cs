using Consensoor.Spec.Containers;
using Consensoor.Spec.Ssz;

namespace Consensoor.Spec.ForkChoice;

/// <summary>
/// The inclusion lists seen by slot and dependent root (`heze/inclusion-list.md#inclusionliststore`). Mutable, for a single writer; bounded
/// by <see cref="Prune"/> and by what <see cref="Handlers.OnInclusionList"/> lets in: one list a committee member.
/// </summary>
public sealed class InclusionListStore
{
    private readonly Dictionary<(Slot Slot, Root DependentRoot), Committee> _committees = [];

    /// <summary>The lists of a slot by validator.</summary>
    public IReadOnlyDictionary<ValidatorIndex, InclusionListEntry> InclusionLists(Slot slot, Root dependentRoot) =>
        Find(slot, dependentRoot).Lists;

    /// <summary>The validators that published two lists for a slot.</summary>
    public IReadOnlySet<ValidatorIndex> Equivocators(Slot slot, Root dependentRoot) => Find(slot, dependentRoot).Equivocators;

    /// <summary>
    /// Keeps a validator's first list; a second, different one makes it an equivocator
    /// (`heze/inclusion-list.md#new-process_inclusion_list`).
    /// </summary>
    public void ProcessInclusionList(SignedInclusionList signedInclusionList, bool timely)
    {
        var message = signedInclusionList.Message;
        var key = (message.Slot, message.DependentRoot);
        if (!_committees.TryGetValue(key, out var committee))
        {
            _committees.Add(key, committee = new Committee());
        }

        if (!committee.Lists.TryAdd(message.ValidatorIndex, new InclusionListEntry(signedInclusionList, timely))
            && committee.Lists[message.ValidatorIndex].SignedInclusionList.Message != message)
        {
            committee.Equivocators.Add(message.ValidatorIndex);
        }
    }

    /// <summary>
    /// The distinct transactions of those who did not equivocate, in the order they came
    /// (`heze/inclusion-list.md#new-get_inclusion_list_transactions`).
    /// </summary>
    public IReadOnlyList<ByteList> GetInclusionListTransactions(Slot slot, Root dependentRoot, bool onlyTimely = true)
    {
        var seen = new HashSet<ByteList>();
        var transactions = new List<ByteList>();
        foreach (var entry in Counted(slot, dependentRoot, onlyTimely))
        {
            foreach (var transaction in entry.SignedInclusionList.Message.Transactions)
            {
                if (seen.Add(transaction))
                {
                    transactions.Add(transaction);
                }
            }
        }

        return transactions;
    }

    /// <summary>Which members of a committee have published one list (`heze/inclusion-list.md#new-get_inclusion_list_bits`).</summary>
    public BitList GetInclusionListBits(SszList<ValidatorIndex> committee, Slot slot, Root dependentRoot, bool onlyTimely = true)
    {
        var members =
            Counted(slot, dependentRoot, onlyTimely).Select(static entry => entry.SignedInclusionList.Message.ValidatorIndex).ToHashSet();
        var bits = new bool[committee.Count];
        for (var i = 0; i < bits.Length; i++)
        {
            bits[i] = members.Contains(committee[i]);
        }

        return BitList.Create(bits);
    }

    /// <summary>
    /// True where the given bits miss no list known here (`heze/inclusion-list.md#new-is_inclusion_list_bits_inclusive`).
    /// </summary>
    public bool IsInclusionListBitsInclusive(
        SszList<ValidatorIndex> committee, Slot slot, Root dependentRoot, BitList inclusionListBits, bool onlyTimely = true)
    {
        return AreInclusive(GetInclusionListBits(committee, slot, dependentRoot, onlyTimely), inclusionListBits);
    }

    /// <summary>True where bits miss none of those that are set in the local ones, of the same committee.</summary>
    public static bool AreInclusive(BitList local, BitList inclusionListBits)
    {
        for (var i = 0; i < local.Length; i++)
        {
            if (local[i] && (i >= inclusionListBits.Length || !inclusionListBits[i]))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>A copy that later lists do not change, for readers beside the writer.</summary>
    public InclusionListStore Copy()
    {
        var copy = new InclusionListStore();
        foreach (var (key, committee) in _committees)
        {
            copy._committees.Add(key, committee.Copy());
        }

        return copy;
    }

    /// <summary>Forgets the lists of slots before the given one.</summary>
    public void Prune(Slot firstSlot)
    {
        foreach (var key in _committees.Keys.Where(key => key.Slot < firstSlot).ToArray())
        {
            _committees.Remove(key);
        }
    }

    private IEnumerable<InclusionListEntry> Counted(Slot slot, Root dependentRoot, bool onlyTimely)
    {
        var committee = Find(slot, dependentRoot);
        return committee.Lists
            .Where(list => !committee.Equivocators.Contains(list.Key) && (list.Value.Timely || !onlyTimely))
            .Select(static list => list.Value);
    }

    private Committee Find(Slot slot, Root dependentRoot) => _committees.GetValueOrDefault((slot, dependentRoot)) ?? Committee.None;

    private sealed class Committee
    {
        public static readonly Committee None = new();

        public Dictionary<ValidatorIndex, InclusionListEntry> Lists { get; private init; } = [];

        public HashSet<ValidatorIndex> Equivocators { get; private init; } = [];

        public Committee Copy() => new() { Lists = new(Lists), Equivocators = [.. Equivocators] };
    }
}
