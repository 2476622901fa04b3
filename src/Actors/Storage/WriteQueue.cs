using Consensoor.Messages;

namespace Consensoor.Actors.Storage;

/// <summary>
/// Writes that are not on disk yet, in order: applied ones wait for the flush, the others for their turn. Where a write or a flush fails,
/// all are applied again, which changes nothing where they were. A bound of writes; a new one beyond it is dropped, but an anchor, which
/// takes the place of one that waits.
/// </summary>
internal sealed class WriteQueue(int bound)
{
    private readonly List<IStorageCommand> _commands = [];
    private int _applied;

    /// <summary>Counts the writes that are not on disk.</summary>
    public int Count => _commands.Count;

    /// <summary>Counts those that the store has taken since the last flush.</summary>
    public int Applied => _applied;

    /// <summary>The most writes that wait before one is dropped.</summary>
    public int Bound => bound;

    /// <summary>Counts the writes that were dropped so far.</summary>
    public ulong Dropped { get; private set; }

    /// <summary>The write whose turn it is; null where all are applied.</summary>
    public IStorageCommand? Next => _applied < _commands.Count ? _commands[_applied] : null;

    /// <summary>Lists the writes that are not on disk, the oldest first.</summary>
    public IReadOnlyList<IStorageCommand> Commands => _commands;

    /// <summary>Adds a write; false where it is dropped.</summary>
    public bool Add(IStorageCommand command)
    {
        if (command is KeepAnchor && _commands.FindIndex(_applied, static waiting => waiting is KeepAnchor) is >= 0 and var former)
        {
            _commands.RemoveAt(former);
        }
        else if (_commands.Exists(waiting => IsSame(waiting, command)))
        {
            return true;
        }
        else if (command is not KeepAnchor && _commands.Count >= bound)
        {
            Dropped++;
            return false;
        }

        _commands.Add(command);
        return true;
    }

    private static bool IsSame(IStorageCommand waiting, IStorageCommand command) => (waiting, command) switch
    {
        (KeepBlock one, KeepBlock other) => one.Root == other.Root,
        (KeepEnvelope one, KeepEnvelope other) => one.BlockRoot == other.BlockRoot,
        (KeepHistory one, KeepHistory other) => one.Oldest == other.Oldest && one.Parent == other.Parent,
        _ => false,
    };

    /// <summary>Notes that the store has taken the next write.</summary>
    public void Apply() => _applied++;

    /// <summary>Takes out the writes that the store has taken, since they are on disk, and gives them.</summary>
    public IReadOnlyList<IStorageCommand> Flush()
    {
        var written = _commands.GetRange(0, _applied);
        _commands.RemoveRange(0, _applied);
        _applied = 0;
        return written;
    }

    /// <summary>Something failed: nothing is sure of what was applied since the last flush.</summary>
    public void Fail() => _applied = 0;
}
