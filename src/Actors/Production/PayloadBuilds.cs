using Consensoor.Messages;
using Consensoor.Spec.Config;

namespace Consensoor.Actors.Production;

/// <summary>
/// The payloads that the execution layer was asked to build, at most <see cref="Most"/>, each for whatever block has the same execution
/// parent and attributes. Drop rule: the oldest goes, and its answer is heard no more. Whoever finds none asks for a new one.
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

    /// <summary>Keeps a build that is asked for now.</summary>
    public PayloadBuild Add(PayloadBuild build)
    {
        if (_builds.Count == Most)
        {
            _builds.RemoveAt(0);
        }

        _builds.Add(build);
        return build;
    }

    /// <summary>Forgets a build that came to nothing.</summary>
    public void Forget(PayloadBuild build) => _builds.Remove(build);

    /// <summary>Forgets those for slots before one.</summary>
    public void ForgetBefore(Slot slot) => _builds.RemoveAll(build => build.Slot < slot);

    /// <summary>Forgets all of them: another execution layer may have come in the place of the one that was asked.</summary>
    public void Clear() => _builds.Clear();
}
