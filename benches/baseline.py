#!/usr/bin/env python3
"""The market of the scenario `three-ways` as a hand-written compiled loop in Python with numba: a baseline for speed.

A figure in customer-months a second means little without another program that simulates the same market on the same
machine. This is how a scientist would write that program today: 32-bit floats in arrays, and one compiled loop that
takes each customer through all steps of a month, in parallel over communities. It follows `docs/odd.md`, steps 1 to
14, with the defaults, for the three firms of `three-ways` and nothing else: no other scenarios, no events, no cohorts,
no files of results, and two runs that differ in a setting do not share their luck.

    python3 -m venv /tmp/baseline && /tmp/baseline/bin/pip install numba numpy
    /tmp/baseline/bin/python benches/baseline.py                                    # one thread, then all
    /tmp/baseline/bin/python benches/baseline.py --customers 20000 --months 120
    /tmp/baseline/bin/python benches/baseline.py --check                            # is it the same model?

The first run compiles, for a quarter of a minute; later ones find the result in `benches/__pycache__`, which must be
removed when that first run was broken off (`No module named '<dynamic>'`). Compare with `sellsense bench` while nothing
else runs. Both leave out the set-up and the first month, and include planning.

What it does to be fast, beyond being compiled:

- The three firms are written into the loop: what a firm never does is not asked for.
- Only what somebody needs is computed. A fit is computed where the customer buys, reconsiders or gains by it, and the
  effect of a contact where it may have one; a number is drawn only where it may decide something. Two chances of the
  same person in the same month, such as being in reach and being seen, share a number.
- A person is one row, so that few cache lines are touched. Columns instead of rows, blocks of columns with vectorised
  distances and random numbers, and 64-bit floats were tried, and were slower.
- Functions called within the loop take numbers only. With an array as an argument each call would count references.

Random numbers, `--draws`:

- `own` (default): a 64-bit counter for each community, mixed as in SplitMix64 (Steele, Lea and Flood 2014), and normal
  numbers by the ziggurat (Marsaglia and Tsang 2000). Results do not depend on the number of threads.
- `numpy`: `np.random` as numba has it, a Mersenne twister for each thread. That is what most authors use; it
  takes longer.
"""

import argparse
import csv
import math
import statistics
import time
from pathlib import Path

import numba
import numpy as np
from numba import njit, prange

f = np.float32
ZERO, QUARTER, THIRD, HALF, ONE, TWO = f(0), f(1 / 4), f(1 / 3), f(1 / 2), f(1), f(2)
FOUR, MANY = f(4), f(100)

# ---- The world. One taste unit is one standard deviation of a need on one attribute across customers.

ATTRIBUTES = 3
COMMUNITY = 150  # neighbours in customer order
HALF_LIFE = 55.0  # of needs [months]
LIFE_EVENT = f(0.05 / 12)  # chance that a need is drawn anew [1/month]
MARKET_SHIFT, MOMENTUM = 0.3, 0.9  # [taste units a year]
SEGMENTS = ((0.15, 2, 12), (0.60, 4, 5), (0.25, 8, 2))  # of sensitivity: share, alpha, beta
RATE_SHAPE = 2.0  # gamma shape of purchase rates, mean 1 a month

PERSISTENCE = f(0.5 ** (1 / HALF_LIFE))
INNOVATION = f(math.sqrt(1 - 0.5 ** (2 / HALF_LIFE)))
AGEING = f(0.5 ** (2 / HALF_LIFE))  # of knowledge

FIT_SCALE = f(1 / (2 * ATTRIBUTES))  # fit = exp(-squared distance x this), tolerance 1
ATTENTION, LOYALTY = f(0.15), f(1.5)
WEIGHT_FIT, WEIGHT_TRUST, WEIGHT_PRICE, WEIGHT_AD = f(4), f(3), f(1), f(1)
BUY_FIT, BUY_REFERENCE, BUY_AD = f(1), f(0.6), f(0.4)

TRUST_START, EXPECTATION_START, EXPECTATION_LEARNING = f(0.5), f(0.6), f(0.2)
GAIN, LOSS, THRESHOLD = f(0.10), f(0.10), f(0.55)  # of trust by competence
DISAPPOINTMENT, HYPE = f(0.20), f(0.3)
HARM, NOTICE, UNPROMPTED, READ = 0.10, 0.35, 0.05, 0.05
COMFORT, DISCOMFORT = f(0.1), f(0.6)
WORD_OF_MOUTH, LOCAL, FADING = f(0.03), f(0.8), f(0.01)
WANT_GAIN, WANT_RELY, PROMISE = f(2), f(0.7), 0.1
KNOWN, ACQUAINTED = f(0.05), f(0.1)  # knowledge needed to contact; above which the gain is felt

SURVEY, SURVEY_NOISE, FORECAST_WEIGHT, POOLED, ENOUGH = 400, 0.3, 0.5, 0.7, 30
UNIT, EXPERIENCE_CURVE, PRODUCT, ADAPT = 0.40, 0.85, 0.02, 0.20
CONTACT, STORE, PLATFORM, PRICE = 0.015, 0.002, 0.0075, 1.0
TEST_MONTHS, STEP, FLOOR, CEILING = 3, 0.05, 0.05, 0.95

# ---- Data categories: stated, purchases, behaviour, tracking, inferred. Technology is 1 throughout.

STATED, BUYING = 0, 1
NOISE = np.array([0.25, 4.0, 2.0, 1.5, 1.0], f)  # variance of an observation's error [taste units squared]
NOISE_SD = np.sqrt(NOISE)
INTRUSIVENESS = np.array([0.05, 0.15, 0.45, 0.90, 0.80], f)
REACH = np.array([0, 0, 0, 0.1, 0], f)  # chance that somebody else's customer is in reach [1/month]
SEEN = f(0.5)  # chance of an observation in a month in reach; of purchases it is certain

# ---- The firms: make-and-sell (plain), targeted-make-and-sell, sense-and-respond (adaptive).

NAMES = ("make-and-sell", "targeted-make-and-sell", "sense-and-respond")
FIRMS = 3
PLAIN, TARGETED, ADAPTIVE, NOBODY = 0, 1, 2, 255  # NOBODY is the home of those who buy nowhere
FLEXIBILITY = np.array([0, 0, 0.9], f)
PRODUCTS = (10, 10, 3)
LEAD, CYCLE = (9, 9, 6), (24, 24, 24)  # [months]
REMEMBERS_ANY = (False, True, True)  # the categories are those that the loop calls `sense` with
TARGETING, TUNED = (0.0, 0.3, 0.0), (False, True, False)
DISCLOSURE = np.array([0.3, 0.3, 0.9], f)
FRICTION = np.array([1, 1, 0], f)

# What a category takes from the margin of a fully sensitive customer, and what an intrusion takes from their trust.
COST = ((2 - DISCLOSURE)[:, None] * INTRUSIVENESS[None, :]).astype(f)
HARMED = (HARM * (2 - DISCLOSURE)).astype(f)
PROMISED = (FLEXIBILITY * PROMISE).astype(f)
NOTICED_CONTACTED = (NOTICE + READ * DISCLOSURE).astype(f)
NOTICED_UNPROMPTED = (NOTICE * UNPROMPTED + READ * DISCLOSURE).astype(f)

# Where a firm's products begin and end in the flat array of coordinates.
TARGETED_PRODUCTS = ATTRIBUTES * PRODUCTS[PLAIN]
ADAPTIVE_PRODUCTS = TARGETED_PRODUCTS + ATTRIBUTES * PRODUCTS[TARGETED]
COORDINATES = ADAPTIVE_PRODUCTS + ATTRIBUTES * PRODUCTS[ADAPTIVE]

# A person's row: need (3 attributes), expectation, sensitivity, purchase rate, trust in the 3 firms, and for the two
# firms that remember: knowledge and estimate (3 attributes).
EXPECTATION, SENSITIVITY, RATE, TRUSTS, KNOWN_TARGETED, KNOWN_ADAPTIVE, WIDTH = 3, 4, 5, 6, 9, 13, 17

# A community's counts, one row a firm. The sums of surprises take the last columns, one an attribute.
(BEFORE, STAYED, CUSTOMERS, TRUST, PUBLIC, FIT, KNOWLEDGE, HELD, WANTED, INTRUSIONS, CONTACTS, BOUGHT) = range(12)
(WITH, WITH_BOUGHT, WITHOUT, WITHOUT_BOUGHT, OBSERVED, SURPRISE) = range(12, 18)
COUNTS = SURPRISE + ATTRIBUTES

# ---- Random numbers. Each function takes a counter and returns it moved on, with what it drew. `twister` is None for
# numbers of our own; what it is, is known at compile time.

GOLDEN, MIX_1, MIX_2 = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)
S27, S30, S31, S32, S40, LAYERS = (np.uint64(n) for n in (27, 30, 31, 32, 40, 127))
TO_UNIT, TO_SIGNED = f(2.0**-24), f(2.0**-31)


def ziggurat():
    """Right edges of 128 layers of equal area under exp(-x^2/2), and the share of each inside the layer above."""
    layers, tail, area = 128, 3.442619855899, 9.91256303526217e-3
    edges = np.zeros(layers + 1)
    edges[0], edges[1] = area * math.exp(0.5 * tail * tail), tail
    for i in range(2, layers):
        edges[i] = math.sqrt(-2 * math.log(area / edges[i - 1] + math.exp(-0.5 * edges[i - 1] ** 2)))
    return edges.astype(f), (edges[1:] / edges[:-1]).astype(f)


EDGES, INSIDE = ziggurat()
TAIL = EDGES[1]


@njit(forceinline=True)
def mix(z):
    """64 random bits of a counter."""
    z = (z ^ (z >> S30)) * MIX_1
    z = (z ^ (z >> S27)) * MIX_2
    return z ^ (z >> S31)


@njit(forceinline=True)
def uniform(counter, twister):
    """Uniform on 0 .. 1; with a counter of our own 1 is excluded."""
    if twister is None:
        counter += GOLDEN
        return counter, f(np.int32(mix(counter) >> S40)) * TO_UNIT
    return counter, f(np.random.random())


@njit
def edge_normal(counter, layer, u):
    """Standard normal where the point at `u` of `layer` is not surely under the curve."""
    while True:
        x = u * EDGES[layer]
        if layer == 0:
            while True:
                counter, a = uniform(counter, None)
                counter, b = uniform(counter, None)
                beyond = -math.log(ONE - a) / TAIL
                if -TWO * math.log(ONE - b) >= beyond * beyond:
                    return counter, (-TAIL - beyond if u < ZERO else TAIL + beyond)
        low, high = EDGES[layer], EDGES[layer + 1]
        below = math.exp(-HALF * (low * low - x * x))
        above = math.exp(-HALF * (high * high - x * x))
        counter, a = uniform(counter, None)
        if above + a * (below - above) < ONE:
            return counter, x
        counter += GOLDEN
        bits = mix(counter)
        layer = np.int64(bits & LAYERS)
        u = f(np.int32(bits >> S32)) * TO_SIGNED
        if abs(u) < INSIDE[layer]:
            return counter, u * EDGES[layer]


@njit(forceinline=True)
def normal(counter, twister):
    """Standard normal."""
    if twister is None:
        counter += GOLDEN
        bits = mix(counter)
        layer = np.int64(bits & LAYERS)
        u = f(np.int32(bits >> S32)) * TO_SIGNED
        if abs(u) < INSIDE[layer]:
            return counter, u * EDGES[layer]
        return edge_normal(counter, layer, u)
    return counter, f(np.random.standard_normal())


@njit(parallel=True)
def seed_threads(seed, threads):
    """Seeds the generator of each thread; the loop gives each thread one round."""
    for thread in prange(threads):
        np.random.seed(seed + thread)


# ---- A month of all customers.


@njit(inline="always")
def nearest_product(z0, z1, z2, products, begin, end):
    """The place of the product nearest to a need among those of one firm, and its squared distance."""
    nearest, least = begin, f(np.inf)
    for p in range(begin, end, ATTRIBUTES):
        d0 = z0 - products[p]
        d1 = z1 - products[p + 1]
        d2 = z2 - products[p + 2]
        square = d0 * d0 + d1 * d1 + d2 * d2
        if square < least:
            nearest, least = p, square
    return nearest, least


@njit(forceinline=True)
def unwanted(j, c, held, base, sensitivity):
    """Burden of category c at firm j, whose margin is `base` less what the category takes."""
    return INTRUSIVENESS[c] if held >> c & 1 and base <= sensitivity * COST[j, c] else ZERO


@njit(forceinline=True)
def utility(fit, trust, loyalty):
    """Utility of a firm that did not contact."""
    return WEIGHT_FIT * (fit - HALF) + WEIGHT_TRUST * (trust - HALF) - WEIGHT_PRICE + loyalty


@njit(forceinline=True)
def poisson(u, mean):
    """The Poisson number at quantile u. Numbers up to 4 need no loop, whose end no processor can foresee."""
    p0 = math.exp(-mean)
    p1 = p0 * mean
    p2 = p1 * mean * HALF
    p3 = p2 * mean * THIRD
    p4 = p3 * mean * QUARTER
    p1 += p0
    p2 += p1
    p3 += p2
    n = (ONE if u >= p0 else ZERO) + (ONE if u >= p1 else ZERO) + (ONE if u >= p2 else ZERO)
    n += ONE if u >= p3 else ZERO
    u -= p3
    while u >= p4 and n < MANY:
        u -= p4
        n += ONE
        p4 *= mean / n
    return n


@njit(forceinline=True)
def notice(counter, twister, j, burden, contacted, sensitivity, trust):
    """Step 11 at firm j: the trust that is left, and 1 if an intrusion was noticed."""
    if burden > ZERO:
        counter, u = uniform(counter, twister)
        if u < ONE - math.exp(-burden * (NOTICED_CONTACTED[j] if contacted else NOTICED_UNPROMPTED[j])):
            return counter, trust - trust * HARMED[j] * sensitivity, ONE
    return counter, trust, ZERO


@njit(forceinline=True)
def hear(trust, pull):
    """Step 12."""
    return min(max((ONE - WORD_OF_MOUTH - FADING) * trust + pull, ZERO), ONE)


@njit(forceinline=True)
def sense(counter, twister, j, c, own, held, base, sensitivity, trust, bought, need, known, sums):
    """Step 10 of firm j and category c. `need` is less the firm's centre; `known` is knowledge and estimate; `sums`
    are items held, those wanted, burden of this person, observations, and surprises by attribute."""
    know, e0, e1, e2 = known
    items, wanted, burden, observed, x0, x1, x2 = sums
    bit = 1 << c
    margin = base - sensitivity * COST[j, c]
    seen = False
    if margin <= -FRICTION[j]:
        held &= ~bit
    else:
        if own:
            if c == BUYING:
                held |= bit
                seen = bought > ZERO
            elif c == STATED:
                counter, u = uniform(counter, twister)
                if u < trust:
                    held |= bit
                seen = u < SEEN * trust
            else:
                counter, u = uniform(counter, twister)
                held |= bit
                seen = u < SEEN
        elif REACH[c] > ZERO:
            counter, u = uniform(counter, twister)
            if u < REACH[c]:
                held |= bit
            seen = u < SEEN * REACH[c]
        if held & bit:
            items += ONE
            if margin > ZERO:
                wanted += ONE
            else:
                burden += INTRUSIVENESS[c]
    if seen:
        variance = ONE - know
        gain = variance / (variance + NOISE[c])
        know += gain * variance
        counter, n0 = normal(counter, twister)
        counter, n1 = normal(counter, twister)
        counter, n2 = normal(counter, twister)
        n0 = need[0] + NOISE_SD[c] * n0 - e0
        n1 = need[1] + NOISE_SD[c] * n1 - e1
        n2 = need[2] + NOISE_SD[c] * n2 - e2
        e0 += gain * n0
        e1 += gain * n1
        e2 += gain * n2
        observed += ONE
        x0 += n0
        x1 += n1
        x2 += n2
    return counter, held, (know, e0, e1, e2), (items, wanted, burden, observed, x0, x1, x2)

@njit(parallel=True, fastmath=False, error_model="numpy", cache=True)
def take_month(people, held, home, counters, heard, everybody, products, centre, targeting, counts, twister):
    """All arrays are flat; positions are relative to the market's centre.

    people: rows of WIDTH; held: a set of categories for each of the two firms that remember; home: a firm or
    NOBODY; counters: one a community; heard: mean trust in each firm by community; everybody: the same of all;
    products, centre, targeting: of the firms; counts: what happened, by community and firm; twister: see above.
    """
    nothing = (ZERO, ZERO, ZERO, ZERO)
    for community in prange(len(counters)):
        k = np.int64(community)
        first, last = k * COMMUNITY, min(k * COMMUNITY + COMMUNITY, len(home))
        counter = counters[k]
        at_plain = k * FIRMS * COUNTS
        at_targeted = at_plain + COUNTS
        at_adaptive = at_targeted + COUNTS
        for x in range(at_plain, at_plain + FIRMS * COUNTS):
            counts[x] = ZERO
        pull0 = LOCAL * heard[k * FIRMS] + (ONE - LOCAL) * everybody[0]
        pull1 = LOCAL * heard[k * FIRMS + 1] + (ONE - LOCAL) * everybody[1]
        pull2 = LOCAL * heard[k * FIRMS + 2] + (ONE - LOCAL) * everybody[2]
        pull0 = WORD_OF_MOUTH * pull0 + FADING * TRUST_START
        pull1 = WORD_OF_MOUTH * pull1 + FADING * TRUST_START
        pull2 = WORD_OF_MOUTH * pull2 + FADING * TRUST_START
        public0 = public1 = public2 = ZERO
        sums1 = sums2 = (ZERO, ZERO, ZERO, ZERO, ZERO, ZERO, ZERO)
        for i in range(first, last):
            r = i * WIDTH
            # Step 4. The same number decides on a life event and, by what is left of it, on attention (step 7).
            counter, u = uniform(counter, twister)
            counter, z0 = normal(counter, twister)
            counter, z1 = normal(counter, twister)
            counter, z2 = normal(counter, twister)
            if u < LIFE_EVENT:
                u = u / LIFE_EVENT
            else:
                u = (u - LIFE_EVENT) / (ONE - LIFE_EVENT)
                z0 = PERSISTENCE * people[r] + INNOVATION * z0
                z1 = PERSISTENCE * people[r + 1] + INNOVATION * z1
                z2 = PERSISTENCE * people[r + 2] + INNOVATION * z2
            people[r] = z0
            people[r + 1] = z1
            people[r + 2] = z2
            reconsiders = u < ATTENTION
            s = people[r + SENSITIVITY]
            t0 = people[r + TRUSTS]
            t1 = people[r + TRUSTS + 1]
            t2 = people[r + TRUSTS + 2]
            at = np.int64(home[i])
            held1 = np.int64(held[2 * i])
            held2 = np.int64(held[2 * i + 1])
            known1 = known2 = nothing
            if held1:
                known1 = (
                    AGEING * people[r + KNOWN_TARGETED],
                    PERSISTENCE * people[r + KNOWN_TARGETED + 1],
                    PERSISTENCE * people[r + KNOWN_TARGETED + 2],
                    PERSISTENCE * people[r + KNOWN_TARGETED + 3],
                )
            if held2:
                known2 = (
                    AGEING * people[r + KNOWN_ADAPTIVE],
                    PERSISTENCE * people[r + KNOWN_ADAPTIVE + 1],
                    PERSISTENCE * people[r + KNOWN_ADAPTIVE + 2],
                    PERSISTENCE * people[r + KNOWN_ADAPTIVE + 3],
                )

            # Step 5, where somebody needs the fit. `fit` is that of the home firm.
            fit = fit0 = fit1 = fit2 = gain2 = ZERO
            if reconsiders or at == PLAIN:
                _, square = nearest_product(z0, z1, z2, products, 0, TARGETED_PRODUCTS)
                fit = fit0 = math.exp(-FIT_SCALE * square)
            if reconsiders or at == TARGETED:
                _, square = nearest_product(z0, z1, z2, products, TARGETED_PRODUCTS, ADAPTIVE_PRODUCTS)
                fit1 = math.exp(-FIT_SCALE * square)
                if at == TARGETED:
                    fit = fit1
            if reconsiders or at == ADAPTIVE or held2:
                p, square = nearest_product(z0, z1, z2, products, ADAPTIVE_PRODUCTS, COORDINATES)
                fit2 = math.exp(-FIT_SCALE * square)
                gain2 = PROMISED[ADAPTIVE]
                know = known2[0]
                if know > ZERO:
                    plain = fit2
                    w = FLEXIBILITY[ADAPTIVE] * know
                    x0, x1, x2 = products[p], products[p + 1], products[p + 2]
                    d0 = z0 - (x0 + w * (centre[6] + known2[1] - x0))
                    d1 = z1 - (x1 + w * (centre[7] + known2[2] - x1))
                    d2 = z2 - (x2 + w * (centre[8] + known2[3] - x2))
                    fit2 = math.exp(-FIT_SCALE * (d0 * d0 + d1 * d1 + d2 * d2))
                    if know > ACQUAINTED:
                        gain2 = max(ZERO, fit2 - plain)
                if at == ADAPTIVE:
                    fit = fit2

            # Step 6. Only the targeted firm contacts.
            contacted, effect = False, ZERO
            met = known1[0] > KNOWN
            if met:
                counter, u = uniform(counter, twister)
                contacted = u < targeting[TARGETED]
                if contacted:
                    counts[at_targeted + CONTACTS] += ONE
                    if reconsiders or at == TARGETED:
                        base = WANT_RELY * t1
                        burden = unwanted(TARGETED, 1, held1, base, s) + unwanted(TARGETED, 2, held1, base, s)
                        burden += unwanted(TARGETED, 3, held1, base, s) + unwanted(TARGETED, 4, held1, base, s)
                        openness = COMFORT if burden == ZERO else -DISCOMFORT * s * min(ONE, burden)
                        effect = known1[0] * (ONE - TWO * s * (ONE - t1) + DISCLOSURE[TARGETED] * openness)

            # Step 7.
            stays = at != NOBODY
            if stays:
                counts[at_plain + at * COUNTS + BEFORE] += ONE
            if reconsiders:
                w0 = math.exp(utility(fit0, t0, LOYALTY if at == PLAIN else ZERO))
                w1 = w0 + math.exp(utility(fit1, t1, LOYALTY if at == TARGETED else ZERO) + WEIGHT_AD * effect)
                w2 = w1 + math.exp(utility(fit2, t2, LOYALTY if at == ADAPTIVE else ZERO))
                counter, u = uniform(counter, twister)
                u *= w2 + ONE
                chosen, fit = NOBODY, ZERO
                if u < w0:
                    chosen, fit = PLAIN, fit0
                elif u < w1:
                    chosen, fit = TARGETED, fit1
                elif u < w2:
                    chosen, fit = ADAPTIVE, fit2
                if chosen != at:
                    people[r + EXPECTATION] = EXPECTATION_START
                    home[i] = chosen
                    stays = False
                at = chosen

            # Steps 8 and 9.
            bought = ZERO
            if at != NOBODY:
                if at != TARGETED:
                    effect = ZERO
                mean = people[r + RATE] * math.exp(BUY_FIT * (fit - BUY_REFERENCE) + BUY_AD * effect)
                counter, u = uniform(counter, twister)
                bought = poisson(u, mean)
                row = at_plain + at * COUNTS
                if stays:
                    counts[row + STAYED] += ONE
                counts[row + CUSTOMERS] += ONE
                counts[row + FIT] += fit
                counts[row + BOUGHT] += bought
                if at == TARGETED and met:
                    if contacted:
                        counts[at_targeted + WITH] += ONE
                        counts[at_targeted + WITH_BOUGHT] += bought
                    else:
                        counts[at_targeted + WITHOUT] += ONE
                        counts[at_targeted + WITHOUT_BOUGHT] += bought
                if bought > ZERO:
                    t = t0 if at == PLAIN else (t1 if at == TARGETED else t2)
                    expected = people[r + EXPECTATION]
                    above = fit - THRESHOLD
                    t += GAIN * above * (ONE - t) if above > ZERO else LOSS * above * t
                    t -= DISAPPOINTMENT * max(ZERO, expected + HYPE * max(effect, ZERO) - fit) * t
                    t = min(max(t, ZERO), ONE)
                    people[r + EXPECTATION] = expected + EXPECTATION_LEARNING * (fit - expected)
                    if at == PLAIN:
                        t0 = t
                    elif at == TARGETED:
                        t1 = t
                    else:
                        t2 = t

            # Steps 10 to 12, firm by firm. The plain firm remembers nothing.
            t0 = hear(t0, pull0)
            people[r + TRUSTS] = t0
            public0 += t0
            if at == PLAIN:
                counts[at_plain + TRUST] += t0

            own, before = at == TARGETED, held1
            base = WANT_RELY * t1
            need = (z0 - centre[3], z1 - centre[4], z2 - centre[5])
            sums1 = (sums1[0], sums1[1], ZERO, sums1[3], sums1[4], sums1[5], sums1[6])
            if own or held1:
                counter, held1, known1, sums1 = sense(
                    counter, twister, TARGETED, 1, own, held1, base, s, t1, bought, need, known1, sums1
                )
                counter, held1, known1, sums1 = sense(
                    counter, twister, TARGETED, 2, own, held1, base, s, t1, bought, need, known1, sums1
                )
            # Tracking reaches people of whom nothing is held.
            counter, held1, known1, sums1 = sense(
                counter, twister, TARGETED, 3, own, held1, base, s, t1, bought, need, known1, sums1
            )
            if own or held1:
                counter, held1, known1, sums1 = sense(
                    counter, twister, TARGETED, 4, own, held1, base, s, t1, bought, need, known1, sums1
                )
            if held1 == 0:
                known1 = nothing
            counter, t1, noticed = notice(counter, twister, TARGETED, sums1[2], contacted, s, t1)
            counts[at_targeted + INTRUSIONS] += noticed
            if held1 or before:
                held[2 * i] = held1
                people[r + KNOWN_TARGETED] = known1[0]
                people[r + KNOWN_TARGETED + 1] = known1[1]
                people[r + KNOWN_TARGETED + 2] = known1[2]
                people[r + KNOWN_TARGETED + 3] = known1[3]
            t1 = hear(t1, pull1)
            people[r + TRUSTS + 1] = t1
            public1 += t1
            if own:
                counts[at_targeted + TRUST] += t1
                counts[at_targeted + KNOWLEDGE] += known1[0]

            # With one-tap consent nothing unwanted is held by the adaptive firm, so that nobody has to notice.
            own = at == ADAPTIVE
            if own or held2:
                base = WANT_GAIN * gain2 + WANT_RELY * t2
                need = (z0 - centre[6], z1 - centre[7], z2 - centre[8])
                counter, held2, known2, sums2 = sense(
                    counter, twister, ADAPTIVE, 0, own, held2, base, s, t2, bought, need, known2, sums2
                )
                counter, held2, known2, sums2 = sense(
                    counter, twister, ADAPTIVE, 1, own, held2, base, s, t2, bought, need, known2, sums2
                )
                if held2 == 0:
                    known2 = nothing
                held[2 * i + 1] = held2
                people[r + KNOWN_ADAPTIVE] = known2[0]
                people[r + KNOWN_ADAPTIVE + 1] = known2[1]
                people[r + KNOWN_ADAPTIVE + 2] = known2[2]
                people[r + KNOWN_ADAPTIVE + 3] = known2[3]
            t2 = hear(t2, pull2)
            people[r + TRUSTS + 2] = t2
            public2 += t2
            if own:
                counts[at_adaptive + TRUST] += t2
                counts[at_adaptive + KNOWLEDGE] += known2[0]

        counters[k] = counter
        for j in (TARGETED, ADAPTIVE):
            items, wanted, _, observed, x0, x1, x2 = sums1 if j == TARGETED else sums2
            row = at_plain + j * COUNTS
            counts[row + HELD] = items
            counts[row + WANTED] = wanted
            counts[row + OBSERVED] = observed
            counts[row + SURPRISE] = x0
            counts[row + SURPRISE + 1] = x1
            counts[row + SURPRISE + 2] = x2
        counts[at_plain + PUBLIC] = public0
        counts[at_targeted + PUBLIC] = public1
        counts[at_adaptive + PUBLIC] = public2
        members = f(np.int32(last - first))
        heard[k * FIRMS] = public0 / members
        heard[k * FIRMS + 1] = public1 / members
        heard[k * FIRMS + 2] = public2 / members


@njit(cache=True)
def place_products(sample, products):
    """k-means from the positions that `products` starts with, which it moves; at most 20 rounds."""
    nearest = np.full(len(sample), -1)
    for _ in range(20):
        moved = False
        sums, sizes = np.zeros_like(products), np.zeros(len(products))
        for i in range(len(sample)):
            best, least = 0, np.inf
            for p in range(len(products)):
                square = 0.0
                for a in range(ATTRIBUTES):
                    square += (sample[i, a] - products[p, a]) ** 2
                if square < least:
                    best, least = p, square
            moved |= nearest[i] != best
            nearest[i] = best
            sums[best] += sample[i]
            sizes[best] += 1
        if not moved:
            break
        for p in range(len(products)):
            if sizes[p] > 0:  # an empty cluster keeps its place
                products[p] = sums[p] / sizes[p]


class Market:
    """A market and its three firms. Money is in the currency of prices, for the whole market and a month."""

    def __init__(self, customers, seed, draws):
        self.rng = rng = np.random.default_rng(seed)
        n = self.customers = customers
        self.twister = None if draws == "own" else True
        if self.twister:
            seed_threads(seed, numba.get_num_threads())
        share, alpha, beta = np.array(SEGMENTS).T
        segment = rng.choice(len(SEGMENTS), n, p=share)
        self.people = np.zeros((n, WIDTH), f)
        self.need = self.people[:, :ATTRIBUTES]
        self.need[:] = rng.standard_normal((n, ATTRIBUTES), f)
        self.people[:, EXPECTATION] = EXPECTATION_START
        self.people[:, SENSITIVITY] = rng.beta(alpha[segment], beta[segment])
        self.people[:, RATE] = rng.standard_gamma(RATE_SHAPE, n) / RATE_SHAPE
        self.people[:, TRUSTS : TRUSTS + FIRMS] = TRUST_START
        self.home = rng.integers(0, FIRMS, n).astype(np.uint8)
        self.held = np.zeros(2 * n, np.uint8)
        communities = -(-n // COMMUNITY)
        self.heard = np.full(communities * FIRMS, TRUST_START)
        self.everybody = np.full(FIRMS, TRUST_START)
        self.counters = rng.integers(0, 2**64, communities, np.uint64)
        self.counts = np.zeros((communities, FIRMS, COUNTS), f)

        self.month = 0
        self.market = np.zeros(ATTRIBUTES)  # the centre of needs
        self.velocity = np.zeros(ATTRIBUTES)
        k = np.arange(1, 12)
        self.sigma = MARKET_SHIFT / math.sqrt(12 + 2 * np.sum((12 - k) * MOMENTUM**k))
        self.targeting = np.array(TARGETING)
        self.volume = np.zeros(FIRMS)
        self.test = np.zeros((FIRMS, 4))
        self.lift = np.full(FIRMS, np.nan)
        self.trend = np.zeros((FIRMS, ATTRIBUTES))
        self.centre = np.zeros((FIRMS, ATTRIBUTES))  # each firm's idea of the market's centre
        self.catalogue, self.next_launch, self.pipeline = [], [], []
        for j in range(FIRMS):
            sample = self.survey()
            self.centre[j] = sample.mean(axis=0)
            self.catalogue.append(self.design(j, sample))
            self.next_launch.append(CYCLE[j] * (j + 1) // (FIRMS + 1))
            self.pipeline.append([])
        self.surveyed = self.centre.copy()

    def survey(self):
        """Needs of a sample without replacement, as a survey sees them."""
        size = min(SURVEY, self.customers)
        members = self.rng.choice(self.customers, size, replace=False, shuffle=False)
        return self.market + self.need[members] + SURVEY_NOISE * self.rng.standard_normal((size, ATTRIBUTES))

    def design(self, j, sample):
        """Positions of a new catalogue of firm j."""
        products = self.rng.choice(sample, PRODUCTS[j], replace=False)
        place_products(sample, products)
        return products + self.trend[j] * FORECAST_WEIGHT * (LEAD[j] + 0.5 * CYCLE[j])

    def plan(self):
        """Step 3: surveys, designs and launches."""
        for j in range(FIRMS):
            if self.month > 0 and self.month % 12 == 0:
                mean = self.survey().mean(axis=0)
                self.trend[j] = (mean - self.surveyed[j]) / 12
                self.surveyed[j] = mean
                if not REMEMBERS_ANY[j]:
                    self.centre[j] = mean
            if self.month >= self.next_launch[j] - LEAD[j]:
                self.pipeline[j].append((self.next_launch[j], self.design(j, self.survey())))
                self.next_launch[j] += CYCLE[j]
            if self.pipeline[j] and self.pipeline[j][0][0] <= self.month:
                self.catalogue[j] = self.pipeline[j].pop(0)[1]

    def step(self):
        """One month."""
        self.velocity = MOMENTUM * self.velocity + math.sqrt(1 - MOMENTUM**2) * self.sigma * self.rng.standard_normal(
            ATTRIBUTES
        )
        self.market = self.market + self.velocity
        self.plan()
        # Positions are relative to the market's centre, so that the loop needs no centre of its own.
        products = np.concatenate(self.catalogue) - self.market
        centre = self.centre - self.market
        take_month(
            self.people.reshape(-1), self.held, self.home, self.counters, self.heard, self.everybody,
            products.astype(f).reshape(-1), centre.astype(f).reshape(-1), self.targeting.astype(f),
            self.counts.reshape(-1), self.twister,
        )
        self.total = total = self.counts.sum(axis=0, dtype=float)
        self.everybody = (total[:, PUBLIC] / self.customers).astype(f)
        for j in range(FIRMS):
            if total[j, OBSERVED] >= ENOUGH:
                self.centre[j] += POOLED * total[j, SURPRISE:] / total[j, OBSERVED]
        self.used_targeting = self.targeting.copy()
        self.account()
        self.test_campaigns()
        self.month += 1

    def account(self):
        """Step 13."""
        total, n = self.total, self.customers
        self.volume += total[:, BOUGHT]
        year = 12 * n / FIRMS
        self.unit_cost = (UNIT + ADAPT * FLEXIBILITY.astype(float) ** 2) * (1 + self.volume / year) ** math.log2(
            EXPERIENCE_CURVE
        )
        self.revenue = PRICE * total[:, BOUGHT]
        self.cost = (
            self.unit_cost * total[:, BOUGHT]
            + n * (PRODUCT * np.array(PRODUCTS) / np.array(CYCLE) + PLATFORM * FLEXIBILITY)
            + CONTACT * total[:, CONTACTS]
            + STORE * total[:, HELD]
        )

    def test_campaigns(self):
        """Step 14."""
        self.test += self.total[:, WITH : WITHOUT_BOUGHT + 1]
        if (self.month + 1) % TEST_MONTHS:
            return
        for j in range(FIRMS):
            with_, with_bought, without, without_bought = self.test[j]
            if with_ == 0 or without == 0:
                continue
            contacted, others = with_bought / with_, without_bought / without
            self.lift[j] = contacted / others - 1 if others > 0 else np.nan
            if TUNED[j]:
                pays = (contacted - others) * (PRICE - self.unit_cost[j]) > CONTACT
                self.targeting[j] = min(max(self.targeting[j] + (STEP if pays else -STEP), FLOOR), CEILING)
        self.test[:] = 0

    def measures(self):
        """What happened this month, by firm, under the names of `docs/odd.md`; money per 1 000 market customers."""
        total, n = self.total, self.customers
        own = total[:, CUSTOMERS]
        means = np.array([x.mean(axis=0) for x in self.catalogue])
        with np.errstate(invalid="ignore", divide="ignore"):
            return {
                "market_share": own / n,
                "trust": total[:, TRUST] / own,
                "public_trust": total[:, PUBLIC] / n,
                "retention": total[:, STAYED] / total[:, BEFORE],
                "fit": total[:, FIT] / own,
                "knowledge": total[:, KNOWLEDGE] / own,
                "items_held": total[:, HELD] / n,
                "for_share": total[:, WANTED] / total[:, HELD],
                "intrusions_per_1000": total[:, INTRUSIONS] / n * 1000,
                "targeting": self.used_targeting,
                "campaign_lift": self.lift.copy(),
                "forecast_error": np.linalg.norm(means - self.market, axis=1),
                "revenue_late": self.revenue / n * 1000,
                "cost_late": self.cost / n * 1000,
                "profit_late": (self.revenue - self.cost) / n * 1000,
            }


# ---- The command.


def check(options):
    """Compares months 96 to 119 with what another implementation of the model gave; tells whether they agree."""
    reference = Path(__file__).parent.parent / "tests" / "docking" / "docking.csv"
    with reference.open() as file:
        rows = [row for row in csv.DictReader(file) if row["scenario"] == "three-ways"]
    runs = []
    for seed in range(1, options.seeds + 1):
        market = Market(10_000, seed, options.draws)
        months = []
        for month in range(120):
            market.step()
            if month >= 96:
                months.append(market.measures())
        runs.append({name: np.mean([m[name] for m in months], axis=0) for name in months[0]})
    print(f"10000 customers, months 96 to 119, {options.seeds} seeds against {rows[0]['seeds']} of another program\n")
    print(f"{'firm':<24}{'measure':<22}{'here':>10}{'there':>10}{'difference in standard errors':>32}")
    compared = apart = 0
    for row in rows:
        if row["metric"] not in runs[0]:
            continue
        here = np.mean([run[row["metric"]][int(row["firm"])] for run in runs])
        there, sd = float(row["mean"]), float(row["sd"])
        error = sd * math.sqrt(1 / options.seeds + 1 / float(row["seeds"]))
        away = abs(here - there)
        agrees = away <= max(4 * error, 0.01 * abs(there), 1e-9)
        compared, apart = compared + 1, apart + (not agrees)
        errors = f"{(here - there) / error:+.1f}" if error > 0 else ("0" if agrees else "apart")
        print(f"{row['firm_name']:<24}{row['metric']:<22}{here:>10.4g}{there:>10.4g}{errors:>32}")
    print(f"\n{compared - apart} of {compared} rows agree within 4 standard errors or 1 %")
    return apart == 0


def measure(options):
    """Times the months of a market, without its set-up and its first month."""
    every = numba.get_num_threads()
    wanted = [options.threads] if options.threads else sorted({1, every})
    speeds = []
    for threads in wanted:
        numba.set_num_threads(threads)
        Market(300, 1, options.draws).step()  # compiles
        seconds = []
        for _ in range(options.repeats):
            market = Market(options.customers, 1, options.draws)
            market.step()
            start = time.perf_counter()
            for _ in range(options.months):
                market.step()
            seconds.append(time.perf_counter() - start)
        speed = options.customers * options.months / statistics.median(seconds)
        speeds.append(f"{speed / 1e6:.1f} on {threads} thread{'s' if threads > 1 else ''}")
    print(
        f"{options.customers} customers, {options.months} months, draws {options.draws}: million customer-months a "
        f"second: {', '.join(speeds)} (median of {options.repeats})"
    )
    last = market.measures()
    print(f"\n{'in the last month':<24}{'market share':>14}{'mean trust':>12}{'retention':>11}{'profit per 1000':>17}")
    for j, name in enumerate(NAMES):
        columns = [last[key][j] for key in ("market_share", "trust", "retention", "profit_late")]
        print(f"{name:<24}{columns[0]:>14.3f}{columns[1]:>12.3f}{columns[2]:>11.3f}{columns[3]:>17.1f}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--customers", type=int, default=1_000_000, help="customers [default: 1000000]")
    parser.add_argument("--months", type=int, default=12, help="months that are timed [default: 12]")
    parser.add_argument("--threads", type=int, help="threads [default: one, then all]")
    parser.add_argument("--repeats", type=int, default=5, help="runs of which the median is taken [default: 5]")
    parser.add_argument("--draws", choices=("own", "numpy"), default="own", help="random numbers [default: own]")
    parser.add_argument("--check", action="store_true", help="compare results with those of another program instead")
    parser.add_argument("--seeds", type=int, default=5, help="runs of the check [default: 5]")
    options = parser.parse_args()
    if options.threads and not 1 <= options.threads <= numba.get_num_threads():
        parser.error(f"--threads is 1 to {numba.get_num_threads()} here")
    if options.customers < 1 or options.months < 1 or options.repeats < 1 or options.seeds < 1:
        parser.error("numbers are 1 or more")
    if options.check:
        raise SystemExit(0 if check(options) else 1)
    measure(options)


if __name__ == "__main__":
    main()
