namespace Consensoor.Interop.Tests.Engine.Rest;

/// <summary>The machine's clock, some steps ahead.</summary>
internal sealed class SteppedTime : TimeProvider
{
    private long _ahead;

    public void Step(TimeSpan span) => Interlocked.Add(ref _ahead, (long)(span.TotalSeconds * TimestampFrequency));

    public override long GetTimestamp() => base.GetTimestamp() + Interlocked.Read(ref _ahead);
}
