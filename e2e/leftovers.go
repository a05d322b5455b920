package e2e

import (
	"context"
	"errors"
	"fmt"
	"os"
	"regexp"
	"strconv"
	"syscall"
	"time"

	"github.com/moby/moby/client"
	"github.com/testcontainers/testcontainers-go"
)

// mark is the value of the label: the process that created the object. Objects of a process that has ended may be
// removed, those of another run may not.
var mark = strconv.Itoa(os.Getpid())

// abandoned tells whether the process that made something is this one or has ended.
func abandoned(mark string) bool {
	pid, err := strconv.Atoi(mark)
	return err != nil || pid == os.Getpid() || errors.Is(syscall.Kill(pid, 0), syscall.ESRCH)
}

// removeLeftovers removes the objects with this package's label that an interrupted run or this one left. It tries
// again until ctx ends: removing fails while another process removes the same object, or while a container is still
// leaving a network.
func removeLeftovers(ctx context.Context) error {
	docker, err := testcontainers.NewDockerClientWithOpts(ctx)
	if err != nil {
		return fmt.Errorf("no Docker Engine: %w", err)
	}
	defer docker.Close()
	for {
		err := removeOnce(ctx, docker)
		if err == nil {
			return nil
		}
		select {
		case <-ctx.Done():
			return err
		case <-time.After(500 * time.Millisecond):
		}
	}
}

// removeOnce tries to remove each of them once.
func removeOnce(ctx context.Context, docker *testcontainers.DockerClient) error {
	ours := client.Filters{}.Add("label", label)
	containers, err := docker.ContainerList(ctx, client.ContainerListOptions{All: true, Filters: ours})
	if err != nil {
		return fmt.Errorf("listing containers: %w", err)
	}
	var failures []error
	for _, c := range containers.Items {
		if !abandoned(c.Labels[label]) {
			continue
		}
		_, err := docker.ContainerRemove(ctx, c.ID, client.ContainerRemoveOptions{Force: true, RemoveVolumes: true})
		failures = append(failures, err)
	}
	failures = append(failures, removeProjects(ctx, docker))
	networks, err := docker.NetworkList(ctx, client.NetworkListOptions{Filters: ours})
	if err != nil {
		return fmt.Errorf("listing networks: %w", err)
	}
	for _, n := range networks.Items {
		if !abandoned(n.Labels[label]) {
			continue
		}
		_, err := docker.NetworkRemove(ctx, n.ID, client.NetworkRemoveOptions{})
		failures = append(failures, err)
	}
	return errors.Join(failures...)
}

// composeProject is the label that every version of Compose sets.
const composeProject = "com.docker.compose.project"

// project matches the name of a scenario's Compose project: which process made it.
var project = regexp.MustCompile(`^obrolan-e2e-(\d+)-\d+$`)

// abandonedProject tells whether labels are those of a project that nobody uses any more.
func abandonedProject(labels map[string]string) bool {
	m := project.FindStringSubmatch(labels[composeProject])
	return m != nil && abandoned(m[1])
}

// removeProjects removes what interrupted Compose scenarios left: containers, networks, volumes.
func removeProjects(ctx context.Context, docker *testcontainers.DockerClient) error {
	made := client.Filters{}.Add("label", composeProject)
	var failures []error
	containers, err := docker.ContainerList(ctx, client.ContainerListOptions{All: true, Filters: made})
	failures = append(failures, err)
	for _, c := range containers.Items {
		if abandonedProject(c.Labels) {
			_, err := docker.ContainerRemove(ctx, c.ID, client.ContainerRemoveOptions{Force: true, RemoveVolumes: true})
			failures = append(failures, err)
		}
	}
	networks, err := docker.NetworkList(ctx, client.NetworkListOptions{Filters: made})
	failures = append(failures, err)
	for _, n := range networks.Items {
		if abandonedProject(n.Labels) {
			_, err := docker.NetworkRemove(ctx, n.ID, client.NetworkRemoveOptions{})
			failures = append(failures, err)
		}
	}
	volumes, err := docker.VolumeList(ctx, client.VolumeListOptions{Filters: made})
	failures = append(failures, err)
	for _, v := range volumes.Items {
		if abandonedProject(v.Labels) {
			_, err := docker.VolumeRemove(ctx, v.Name, client.VolumeRemoveOptions{})
			failures = append(failures, err)
		}
	}
	return errors.Join(failures...)
}
