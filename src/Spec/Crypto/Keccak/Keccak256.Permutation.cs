using System.Numerics;

namespace Consensoor.Spec.Crypto;

public static partial class Keccak256
{
    // FIPS 202, 3.2.5.
    private static ReadOnlySpan<ulong> RoundConstants =>
    [
        0x0000000000000001, 0x0000000000008082, 0x800000000000808a, 0x8000000080008000,
        0x000000000000808b, 0x0000000080000001, 0x8000000080008081, 0x8000000000008009,
        0x000000000000008a, 0x0000000000000088, 0x0000000080008009, 0x000000008000000a,
        0x000000008000808b, 0x800000000000008b, 0x8000000000008089, 0x8000000000008003,
        0x8000000000008002, 0x8000000000000080, 0x000000000000800a, 0x800000008000000a,
        0x8000000080008081, 0x8000000000008080, 0x0000000080000001, 0x8000000080008008,
    ];

    /// <summary>Keccak-f[1600] on 25 lanes, lane (x, y) at 5 y + x. Lanes stay in locals: named by row y (a to e) and column x.</summary>
    private static void Permute(Span<ulong> state)
    {
        ulong a0 = state[0], a1 = state[1], a2 = state[2], a3 = state[3], a4 = state[4];
        ulong b0 = state[5], b1 = state[6], b2 = state[7], b3 = state[8], b4 = state[9];
        ulong c0 = state[10], c1 = state[11], c2 = state[12], c3 = state[13], c4 = state[14];
        ulong d0 = state[15], d1 = state[16], d2 = state[17], d3 = state[18], d4 = state[19];
        ulong e0 = state[20], e1 = state[21], e2 = state[22], e3 = state[23], e4 = state[24];

        foreach (ulong constant in RoundConstants)
        {
            // Theta: each column's parity, spread to its neighbours.
            ulong p0 = a0 ^ b0 ^ c0 ^ d0 ^ e0;
            ulong p1 = a1 ^ b1 ^ c1 ^ d1 ^ e1;
            ulong p2 = a2 ^ b2 ^ c2 ^ d2 ^ e2;
            ulong p3 = a3 ^ b3 ^ c3 ^ d3 ^ e3;
            ulong p4 = a4 ^ b4 ^ c4 ^ d4 ^ e4;
            ulong t0 = p4 ^ BitOperations.RotateLeft(p1, 1);
            ulong t1 = p0 ^ BitOperations.RotateLeft(p2, 1);
            ulong t2 = p1 ^ BitOperations.RotateLeft(p3, 1);
            ulong t3 = p2 ^ BitOperations.RotateLeft(p4, 1);
            ulong t4 = p3 ^ BitOperations.RotateLeft(p0, 1);

            // Rho and pi: rotate every lane and move (x, y) to (y, 2 x + 3 y).
            ulong aa0 = a0 ^ t0;
            ulong aa1 = BitOperations.RotateLeft(b1 ^ t1, 44);
            ulong aa2 = BitOperations.RotateLeft(c2 ^ t2, 43);
            ulong aa3 = BitOperations.RotateLeft(d3 ^ t3, 21);
            ulong aa4 = BitOperations.RotateLeft(e4 ^ t4, 14);
            ulong bb0 = BitOperations.RotateLeft(a3 ^ t3, 28);
            ulong bb1 = BitOperations.RotateLeft(b4 ^ t4, 20);
            ulong bb2 = BitOperations.RotateLeft(c0 ^ t0, 3);
            ulong bb3 = BitOperations.RotateLeft(d1 ^ t1, 45);
            ulong bb4 = BitOperations.RotateLeft(e2 ^ t2, 61);
            ulong cc0 = BitOperations.RotateLeft(a1 ^ t1, 1);
            ulong cc1 = BitOperations.RotateLeft(b2 ^ t2, 6);
            ulong cc2 = BitOperations.RotateLeft(c3 ^ t3, 25);
            ulong cc3 = BitOperations.RotateLeft(d4 ^ t4, 8);
            ulong cc4 = BitOperations.RotateLeft(e0 ^ t0, 18);
            ulong dd0 = BitOperations.RotateLeft(a4 ^ t4, 27);
            ulong dd1 = BitOperations.RotateLeft(b0 ^ t0, 36);
            ulong dd2 = BitOperations.RotateLeft(c1 ^ t1, 10);
            ulong dd3 = BitOperations.RotateLeft(d2 ^ t2, 15);
            ulong dd4 = BitOperations.RotateLeft(e3 ^ t3, 56);
            ulong ee0 = BitOperations.RotateLeft(a2 ^ t2, 62);
            ulong ee1 = BitOperations.RotateLeft(b3 ^ t3, 55);
            ulong ee2 = BitOperations.RotateLeft(c4 ^ t4, 39);
            ulong ee3 = BitOperations.RotateLeft(d0 ^ t0, 41);
            ulong ee4 = BitOperations.RotateLeft(e1 ^ t1, 2);

            // Chi along each row, iota on the first lane.
            a0 = aa0 ^ (~aa1 & aa2) ^ constant;
            a1 = aa1 ^ (~aa2 & aa3);
            a2 = aa2 ^ (~aa3 & aa4);
            a3 = aa3 ^ (~aa4 & aa0);
            a4 = aa4 ^ (~aa0 & aa1);
            b0 = bb0 ^ (~bb1 & bb2);
            b1 = bb1 ^ (~bb2 & bb3);
            b2 = bb2 ^ (~bb3 & bb4);
            b3 = bb3 ^ (~bb4 & bb0);
            b4 = bb4 ^ (~bb0 & bb1);
            c0 = cc0 ^ (~cc1 & cc2);
            c1 = cc1 ^ (~cc2 & cc3);
            c2 = cc2 ^ (~cc3 & cc4);
            c3 = cc3 ^ (~cc4 & cc0);
            c4 = cc4 ^ (~cc0 & cc1);
            d0 = dd0 ^ (~dd1 & dd2);
            d1 = dd1 ^ (~dd2 & dd3);
            d2 = dd2 ^ (~dd3 & dd4);
            d3 = dd3 ^ (~dd4 & dd0);
            d4 = dd4 ^ (~dd0 & dd1);
            e0 = ee0 ^ (~ee1 & ee2);
            e1 = ee1 ^ (~ee2 & ee3);
            e2 = ee2 ^ (~ee3 & ee4);
            e3 = ee3 ^ (~ee4 & ee0);
            e4 = ee4 ^ (~ee0 & ee1);
        }

        state[0] = a0;
        state[1] = a1;
        state[2] = a2;
        state[3] = a3;
        state[4] = a4;
        state[5] = b0;
        state[6] = b1;
        state[7] = b2;
        state[8] = b3;
        state[9] = b4;
        state[10] = c0;
        state[11] = c1;
        state[12] = c2;
        state[13] = c3;
        state[14] = c4;
        state[15] = d0;
        state[16] = d1;
        state[17] = d2;
        state[18] = d3;
        state[19] = d4;
        state[20] = e0;
        state[21] = e1;
        state[22] = e2;
        state[23] = e3;
        state[24] = e4;
    }
}
