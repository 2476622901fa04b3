namespace Consensoor.Interop.Keys.SlashingProtection;

/// <summary>
/// What one key has signed, and what it may sign therefore: the conditions of EIP-3076. A plain value in memory; its owner writes first.
/// Keeps at most <see cref="MaxKept"/> messages of each kind (one under <see cref="ProtectionStrategy.Minimal"/>); the oldest become the
/// floor.
/// </summary>
public sealed class SigningHistory
{
    /// <summary>Messages of each kind that a complete history keeps.</summary>
    public const int MaxKept = 256;

    /// <summary>
    /// The highest slot or epoch that is taken; a later one is refused (it could only be a mistake, and ends a key's life).
    /// </summary>
    public const ulong MaxNumber = long.MaxValue;

    private readonly int _kept;
    private readonly List<SignedBlock> _blocks = [];
    private readonly List<SignedAttestation> _attestations = [];

    /// <summary>An empty history, or one whose oldest messages are a floor already.</summary>
    public SigningHistory(ProtectionStrategy strategy, HistoryFloor floor = default)
    {
        _kept = strategy == ProtectionStrategy.Minimal ? 1 : MaxKept;
        Floor = floor;
    }

    /// <summary>What stands for the messages that were dropped.</summary>
    public HistoryFloor Floor { get; private set; }

    /// <summary>The blocks that are kept, by slot.</summary>
    public IReadOnlyList<SignedBlock> Blocks => _blocks;

    /// <summary>The attestations that are kept, by target.</summary>
    public IReadOnlyList<SignedAttestation> Attestations => _attestations;

    /// <summary>Why a message must not be signed, or null. IsKnown where it was signed before and needs no writing.</summary>
    public string? Check(SlashableMessage message, out bool isKnown)
    {
        switch (message)
        {
            case SlashableMessage.Block block:
                isKnown = IsRepeated(block);
                return isKnown ? null : Check(block);
            case SlashableMessage.Attestation attestation:
                isKnown = IsRepeated(attestation);
                return isKnown ? null : Check(attestation);
            default:
                throw new ArgumentOutOfRangeException(nameof(message));
        }
    }

    /// <summary>Adds a message; what is too much becomes the floor.</summary>
    public void Add(SlashableMessage message)
    {
        switch (message)
        {
            case SlashableMessage.Block block:
                Add(new SignedBlock(block.Slot, block.SigningRoot));
                break;
            case SlashableMessage.Attestation attestation:
                Add(new SignedAttestation(attestation.Source, attestation.Target, attestation.SigningRoot));
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(message));
        }
    }

    /// <summary>Adds a block that was signed, once.</summary>
    public void Add(SignedBlock block)
    {
        if (_blocks.Contains(block))
        {
            return;
        }

        _blocks.Insert(_blocks.FindLastIndex(known => known.Slot <= block.Slot) + 1, block);
        while (_blocks.Count > _kept)
        {
            var oldest = _blocks[0].Slot;
            Floor = Floor with { Slot = Max(Floor.Slot, oldest) };
            _blocks.RemoveAll(known => known.Slot == oldest);
        }
    }

    /// <summary>Adds an attestation that was signed, once.</summary>
    public void Add(SignedAttestation attestation)
    {
        if (_attestations.Contains(attestation))
        {
            return;
        }

        _attestations.Insert(_attestations.FindLastIndex(known => known.Target <= attestation.Target) + 1, attestation);
        while (_attestations.Count > _kept)
        {
            var oldest = _attestations[0].Target;
            foreach (var dropped in _attestations.Where(known => known.Target == oldest))
            {
                Floor = Floor with { Source = Max(Floor.Source, dropped.Source), Target = Max(Floor.Target, dropped.Target) };
            }

            _attestations.RemoveAll(known => known.Target == oldest);
        }
    }

    private static ulong Max(ulong? floor, ulong value) => floor is { } known && known > value ? known : value;

    private bool IsRepeated(SlashableMessage.Block block)
    {
        var sameSlot = _blocks.FindAll(known => known.Slot == block.Slot);
        return sameSlot.Count > 0 && sameSlot.TrueForAll(known => known.SigningRoot == block.SigningRoot);
    }

    private bool IsRepeated(SlashableMessage.Attestation attestation)
    {
        var sameTarget = _attestations.FindAll(known => known.Target == attestation.Target);
        return sameTarget.Count > 0
            && sameTarget.TrueForAll(known => known.SigningRoot == attestation.SigningRoot && known.Source == attestation.Source);
    }

    private string? Check(SlashableMessage.Block block)
    {
        if (block.Slot > MaxNumber)
        {
            return $"slot {block.Slot} is out of range";
        }

        if (_blocks.Exists(known => known.Slot == block.Slot))
        {
            return $"another block was signed in slot {block.Slot}";
        }

        if (block.Slot <= Floor.Slot)
        {
            return $"blocks were signed up to slot {Floor.Slot}, and which is not known any more";
        }

        return _blocks.Count > 0 && block.Slot < _blocks[0].Slot
            ? $"slot {block.Slot} is before the first one that is known, {_blocks[0].Slot}"
            : null;
    }

    private string? Check(SlashableMessage.Attestation vote)
    {
        var (source, target) = (vote.Source, vote.Target);
        if (source > target || target > MaxNumber)
        {
            return $"source {source} and target {target} are out of order or range";
        }

        if (_attestations.Exists(known => known.Target == target))
        {
            return $"another attestation to target {target} was signed";
        }

        if (_attestations.FindIndex(known => known.Source < source && target < known.Target) is >= 0 and var outer)
        {
            return $"{source} to {target} is surrounded by {_attestations[outer].Source} to {_attestations[outer].Target}, which was "
                + $"signed";
        }

        if (_attestations.FindIndex(known => source < known.Source && known.Target < target) is >= 0 and var inner)
        {
            return $"{source} to {target} surrounds {_attestations[inner].Source} to {_attestations[inner].Target}, which was signed";
        }

        if (target <= Floor.Target || source < Floor.Source)
        {
            return $"attestations were signed up to source {Floor.Source} and target {Floor.Target}, and which is not known any more";
        }

        return _attestations.Count > 0 && (target < _attestations[0].Target || source < _attestations.Min(static known => known.Source))
            ? $"{source} to {target} is before the first one that is known"
            : null;
    }
}
