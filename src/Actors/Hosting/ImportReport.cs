using Consensoor.Interop.Keys.SlashingProtection;

namespace Consensoor.Actors.Hosting;

/// <summary>Tells what an import did: the counts of each node, and the keys left out since no node of the directory has them.</summary>
internal sealed record ImportReport(IReadOnlyList<(string Node, ImportCount Count)> Taken, IReadOnlyList<BLSPubkey> LeftOut);
