using Consensoor.Actors.Network.Topics;
using Consensoor.Messages;
using Consensoor.Spec.Gossip;

namespace Consensoor.Actors.Network.Gossip;

/// <summary>A message whose conditions hold, the view they were checked on, and the signatures still to be verified.</summary>
internal sealed record LaneCandidate(
    LaneItem Item, TopicForm Form, IGossipView View, Checked Checked, IReadOnlyList<SignatureClaim> Claims, LaneBatch Batch);
