using Consensoor.Spec.Config;

namespace Consensoor.Interop.Storage;

/// <summary>Says of a state that is stored which it is: the post-state of a finalized block, in that one's slot.</summary>
public sealed record StoredSnapshot(Slot Slot, Root BlockRoot, ForkName Fork, long Length);
