using Consensoor.Messages;
using Consensoor.Spec.Config;

namespace Consensoor.Actors.Production;

/// <summary>
/// The payloads that the execution layer was asked to build, at most <see cref="Most"/>, each for whatever block has the same execution
/// parent and attributes. Drop rule: the oldest of those that have begun goes, and whoever wanted it asks for a new one; where none has,
/// the new one finds no room, and is asked for later: each that was asked for is answered, and leaves room.
/// </summary>
internal sealed class PayloadBuilds
{
    /// <summary>The most builds that are kept: those of the blocks being made, and of the heads that change meanwhile.</summary>
    public const int Most = 2 * ProductionActor.MaxDrafts;

    private readonly List<PayloadBuild> _builds = [];

    /// <summary>Counts the builds that are kept.</summary>
    public int Count => _builds.Count;

    /// <summary>The build for an execution parent and attributes; null where none is under way.</summary>
    public PayloadBuild? Find(ForkName fork, Hash32 head, BuildAttributes attributes) =>
        _builds.Find(build => build.IsFor(fork, head, attributes));

    /// <summary>The build that was asked for under a number; null for one that is given up.</summary>
    public PayloadBuild? Of(ulong request) => _builds.Find(build => build.Ask.RequestId == request);

    /// <summary>Keeps a build that is to be asked for; false where there is no room, so that it must not be.</summary>
    public bool TryAdd(PayloadBuild build)
    {
        if (_builds.Count == Most)
        {
            var begun = _builds.FindIndex(static other => other.PayloadId is not null);
            if (begun < 0)
            {
                return false;
            }

            _builds.RemoveAt(begun);
        }

        _builds.Add(build);
        return true;
    }

    /// <summary>Forgets a build that came to nothing.</summary>
    public void Forget(PayloadBuild build) => _builds.Remove(build);

    /// <summary>Forgets those for slots before one.</summary>
    public void ForgetBefore(Slot slot) => _builds.RemoveAll(build => build.Slot < slot);

    /// <summary>Forgets all of them: another execution layer may have come in the place of the one that was asked.</summary>
    public void Clear() => _builds.Clear();
}
