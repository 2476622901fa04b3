using Consensoor.Messages;

namespace Consensoor.Actors.Chain;

/// <summary>
/// Blocks that the operator rejects (`--reject-root`), and what stands on them: never imported, so that none of them is head. Nobody is to
/// blame for giving them, and they count as dropped; who gave the branch may well be right by the protocol.
/// </summary>
public sealed partial class ChainCore
{
    private bool IsRejected(Root root) => _settings.Rejected.Contains(root) || _rejected.Contains(root);

    /// <summary>Leaves a block out, with what stands on it; the operator hears of each once, as far as they are remembered.</summary>
    private void Reject(BlockImport import)
    {
        if (_rejected.Add(import.Root))
        {
            _ports.Warn(
                $"block {import.Root} of slot {import.Slot} ({import.Source.Way}) is rejected by --reject-root, or stands on one that is");
        }

        Answer(import.Waiters, import.Root, ImportVerdict.Dropped);
    }
}
