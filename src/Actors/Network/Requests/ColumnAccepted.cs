using Consensoor.Spec.Containers;

namespace Consensoor.Actors.Network.Requests;

/// <summary>A column was verified in full and accepted on gossip; published by its lane.</summary>
internal sealed record ColumnAccepted(Root BlockRoot, DataColumnSidecar Column);
