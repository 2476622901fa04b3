using Akka.Actor;
using Consensoor.Actors.Signing;
using Consensoor.Interop.Keys.SlashingProtection;
using Consensoor.Messages;

namespace Consensoor.Actors.Tests.Signing;

/// <summary>
/// A process that has a block and an attestation signed and says what came of it; it stops at a step, if one is named, to be killed there.
/// </summary>
internal static class SigningProcess
{
    public const string Name = "signing";
    public const string NoPoint = "none";

    /// <summary>The process itself.</summary>
    public static async Task Run(string folder, byte root, string point)
    {
        void Stop(SigningStep step)
        {
            if (step.ToString() == point)
            {
                // For the answer, which another thread writes.
                Thread.Sleep(step == SigningStep.Answered ? 500 : 0);
                Console.WriteLine($"at {step}");
                Console.Out.Flush();
                Thread.Sleep(Timeout.Infinite);
            }
        }

        using var protection = SqliteSlashingProtection.Open(Path.Combine(folder, "p.db"), SigningSamples.Chain, onStep: Stop);
        using var system = ActorSystem.Create("child");
        var signing = system.ActorOf(SigningActor.Props(SigningSamples.Spec, SigningSamples.Signer, protection, Stop));
        var signed = await signing.Ask<Signed>(
            new Sign(1, [SigningSamples.Block(root), SigningSamples.Attestation(root)]), Timeout.InfiniteTimeSpan);
        Console.WriteLine(
            $"answer {string.Join(' ', signed.Outcomes.Select(static outcome => outcome.Signature is null ? "refused" : "signed"))}");
        Console.Out.Flush();
        if (point != NoPoint)
        {
            Thread.Sleep(Timeout.Infinite);
        }
    }

    /// <summary>Starts it and returns what it wrote by its end, or by the step at which it was killed.</summary>
    public static async Task<IReadOnlyList<string>> Start(string folder, byte root, string point)
    {
        using var process = TestProcess.Start(Name, folder, root.ToString(), point);
        var lines = new List<string>();
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            // Akka logs there too.
            if (line.StartsWith("at ", StringComparison.Ordinal) || line.StartsWith("answer ", StringComparison.Ordinal))
            {
                lines.Add(line);
            }

            if (line == $"at {point}")
            {
                // SIGKILL, as nothing else ends a process here.
                process.Kill();
            }
        }

        await process.WaitForExitAsync();
        return lines;
    }
}
